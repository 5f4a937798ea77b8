import type { RouteRecordRaw } from 'vue-router'
import SignInPage from '../pages/sign-in/sign-in-page.vue'
import type { MessageKey, Section } from '../preferences/messages.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title?: MessageKey
    /** Pages for people who are signed in, or who are not; the others are for everybody. */
    for?: 'signed-in' | 'signed-out'
    /** People come here from another site, which may have sent something along, and go on from here. */
    onTheWay?: boolean
    /** The entry of the account's navigation that the page is found under, where it has none of its own. */
    place?: 'applications'
    /** Messages beyond those that every page needs. */
    sections?: Section[]
  }
}

/** Every page. Each is loaded when somebody goes there, but for the one that most visits begin with: it comes along. */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'start', component: SignInPage },
  { path: '/sign-in', name: 'sign-in', component: SignInPage, meta: { title: 'signIn.title', for: 'signed-out' } },
  { path: '/register', name: 'register', component: () => import('../pages/register/register-page.vue'), meta: { title: 'register.title', for: 'signed-out', sections: ['forms'] } },
  { path: '/forgot-password', name: 'forgot-password', component: () => import('../pages/forgot-password/forgot-password-page.vue'), meta: { title: 'forgot.title', sections: ['forms'] } },
  { path: '/terms', name: 'terms', component: () => import('../pages/terms/terms-page.vue'), meta: { title: 'terms.title' } },
  {
    path: '/account',
    component: () => import('../pages/account/account-shell.vue'),
    meta: { for: 'signed-in', sections: ['forms', 'account', 'providers', 'federation'] },
    children: [
      { path: '', name: 'profile', component: () => import('../pages/account/profile/profile-page.vue'), meta: { title: 'profile.title' } },
      { path: 'security', name: 'security', component: () => import('../pages/account/security/security-page.vue'), meta: { title: 'security.title' } },
      { path: 'sessions', name: 'sessions', component: () => import('../pages/account/sessions/sessions-page.vue'), meta: { title: 'sessions.title' } },
      {
        path: 'connected', name: 'connected', component: () => import('../pages/account/connected/connected-page.vue'),
        meta: { title: 'connected.title', sections: ['account', 'authorization', 'forms', 'providers', 'federation'] },
      },
      { path: 'data', name: 'data', component: () => import('../pages/account/personal-data/personal-data-page.vue'), meta: { title: 'data.title' } },
      {
        path: 'applications',
        meta: { place: 'applications', sections: ['forms', 'account', 'providers', 'federation', 'applications'] },
        children: [
          { path: '', name: 'applications', component: () => import('../pages/account/applications/applications-page.vue'), meta: { title: 'applications.title' } },
          { path: 'new', name: 'application-new', component: () => import('../pages/account/applications/new-application-page.vue'), meta: { title: 'applications.newTitle' } },
          { path: ':clientId', name: 'application', component: () => import('../pages/account/applications/application-page.vue'), meta: { title: 'applications.oneTitle' }, props: true },
        ],
      },
    ],
  },
  {
    path: '/admin',
    component: () => import('../pages/admin/admin-shell.vue'),
    meta: { for: 'signed-in', sections: ['forms', 'account', 'providers', 'federation', 'console'] },
    children: [
      { path: '', name: 'admin', component: () => import('../pages/admin/overview/overview-page.vue'), meta: { title: 'overview.title' } },
      { path: 'users', component: () => import('../pages/admin/users/users-page.vue'), meta: { title: 'users.title' } },
      { path: 'users/:id', component: () => import('../pages/admin/users/user-page.vue'), meta: { title: 'userPage.title' } },
      { path: 'groups', component: () => import('../pages/admin/groups/groups-page.vue'), meta: { title: 'groups.title' } },
      { path: 'groups/:id', component: () => import('../pages/admin/groups/members-page.vue'), meta: { title: 'groups.members' } },
      { path: 'applications', component: () => import('../pages/admin/applications/applications-page.vue'), meta: { title: 'allApplications.title' } },
      { path: 'audit', component: () => import('../pages/admin/audit/audit-page.vue'), meta: { title: 'audit.title' } },
      { path: 'jobs', component: () => import('../pages/admin/jobs/jobs-page.vue'), meta: { title: 'jobs.title' } },
    ],
  },
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
    meta: { title: 'binding.title', onTheWay: true, sections: ['forms', 'providers', 'federation'] },
  },
  { path: '/interaction/:uid', name: 'interaction', component: () => import('../pages/authorization/interaction-page.vue'), meta: { title: 'interaction.title', sections: ['authorization'] } },
  { path: '/device', name: 'device', component: () => import('../pages/authorization/device-page.vue'), meta: { title: 'device.title', for: 'signed-in', sections: ['authorization'] } },
  { path: '/sign-out', name: 'sign-out-request', component: () => import('../pages/authorization/sign-out-page.vue'), meta: { title: 'signOutRequest.title', sections: ['authorization'] } },
  { path: '/signed-out', name: 'signed-out', component: () => import('../pages/authorization/signed-out-page.vue'), meta: { title: 'signedOut.title', sections: ['authorization'] } },
  { path: '/oauth/error', name: 'authorization-error', component: () => import('../pages/authorization/error-page.vue'), meta: { title: 'authorizationError.title', sections: ['authorization'] } },
  { path: '/:path(.*)*', name: 'not-found', component: () => import('../pages/not-found-page.vue'), meta: { title: 'notFound.title' } },
]
