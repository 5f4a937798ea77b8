import { expect, test } from 'vitest'
import { userCodeIn } from './device-request.ts'

test.each(['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'WDJB–MJHT', 'ＷＤＪＢ－ＭＪＨＴ', 'W D J B.M J H T'])('%s is understood as it is shown on the device', (text) => {
  expect(userCodeIn(text)).toBe('WDJB-MJHT')
})

test.each(['', 'WDJB', 'WDJB-MJHTX', 'WDJB/MJHT', '<b>WDJBM'])('%s is no code', (text) => {
  expect(userCodeIn(text)).toBeNull()
})
