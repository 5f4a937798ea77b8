import { memoryIn } from '@gatehouse/client/memory'
import { createWebHistory } from 'vue-router'
import { loadConfig } from './config.ts'
import { createGatehouse } from './create-gatehouse.ts'
import { lazyConnection } from './lazy-connection.ts'
import { loadPart } from './load-part.ts'
import { createLanguage } from './preferences/language.ts'
import { loadMessages } from './preferences/load-messages.ts'
import { createTheme } from './preferences/theme.ts'
import { leaveFor } from './routing/leave-for.ts'
import { keepTranslatedTextsAlive } from './translated-texts.ts'
import './styles.css'

const memory = memoryIn(() => localStorage)
const root = document.documentElement
const language = createLanguage({ memory, preferred: navigator.languages, load: loadMessages, root })
const theme = createTheme({ memory, systemDark: matchMedia('(prefers-color-scheme: dark)'), root })

const config = loadConfig()
const connect = lazyConnection(async () => {
  const [{ openConnection }, addresses] = await Promise.all([loadPart(() => import('./connection.ts')), config])
  return openConnection(addresses, () => language.locale.value)
})

const dependencies = { connect, language, theme, memory, tabMemory: memoryIn(() => sessionStorage), leaveFor }
const { session, mount } = createGatehouse(dependencies, createWebHistory())

/** Once the form can be used: what it takes to send it, and to hear of other tabs. */
function loadTheRest() {
  const { listen, restore, isExpected } = session()
  // Whoever needs the answer asks again, and is told why there is none.
  void (isExpected() ? restore() : listen()).catch(() => undefined)
}

keepTranslatedTextsAlive(document.body)
mount(config, '#app').then(
  () => requestAnimationFrame(() => setTimeout(loadTheRest)),
  (error: unknown) => {
    document.querySelector('#unavailable')?.removeAttribute('hidden')
    throw error
  },
)
