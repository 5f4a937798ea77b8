import { expect, test } from 'vitest'
import { usernameFault } from './field-rules.ts'

const policy = { usernameMinLength: 5, usernameMaxLength: 20, passwordMinLength: 8, passwordMaxLength: 128 }

test.each(['नमस्ते', 'สวัสดี', 'น้ำใจ', 'ann-lee', '张三李四王'])('%s may be typed as a username', (name) => {
  expect(usernameFault(name, policy)).toBeUndefined()
})

test.each(['ิสวัสดี', '1ิสวัสดี', 'ann lee', 'สวััััััสดี'])('%s is refused before it is sent', (name) => {
  expect(usernameFault(name, policy)).toBe('fieldProblems.username_characters')
})
