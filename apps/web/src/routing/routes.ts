import type { RouteRecordRaw } from 'vue-router'
import SignInPage from '../pages/sign-in/sign-in-page.vue'
import type { MessageKey, Section } from '../preferences/messages.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title?: MessageKey
    /** Pages for people who are signed in, or who are not; the others are for everybody. */
    for?: 'signed-in' | 'signed-out'
    /**
     * Whether terms that changed are accepted `first`, or may be `later`: of what people can do before. Left out: first, for pages of people
     * who are signed in.
     */
    terms?: 'first' | 'later'
    /** People come here from another site, which may have sent something along, and go on from here. */
    onTheWay?: boolean
    /** Messages beyond those that every page needs. */
    sections?: Section[]
  }
}

/**
 * The pages that first visits lead to. Each is loaded when somebody goes there, but for the one that most visits begin with: it comes along. What
 * comes later has tables of its own (`later-routes.ts`).
 */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'start', component: SignInPage },
  { path: '/sign-in', name: 'sign-in', component: SignInPage, meta: { title: 'signIn.title', for: 'signed-out' } },
  { path: '/register', name: 'register', component: () => import('../pages/register/register-page.vue'), meta: { title: 'register.title', for: 'signed-out', sections: ['forms', 'documents'] } },
  { path: '/forgot-password', name: 'forgot-password', component: () => import('../pages/forgot-password/forgot-password-page.vue'), meta: { title: 'forgot.title', sections: ['forms', 'providers', 'federation'] } },
  {
    path: '/oauth/callback/:provider', name: 'callback', component: () => import('../pages/third-party/callback-page.vue'),
    meta: { title: 'thirdParty.title', onTheWay: true, sections: ['providers', 'federation'] },
  },
  {
    path: '/oauth/complete', name: 'complete', component: () => import('../pages/third-party/complete-page.vue'),
    meta: { title: 'thirdParty.title', onTheWay: true, sections: ['providers', 'federation'] },
  },
  {
    path: '/oauth/binding', name: 'binding', component: () => import('../pages/third-party/binding-page.vue'),
    meta: { title: 'binding.title', onTheWay: true, sections: ['forms', 'documents', 'providers', 'federation'] },
  },
  { path: '/:path(.*)*', name: 'not-found', component: () => import('../pages/not-found-page.vue'), meta: { title: 'notFound.title' } },
]
