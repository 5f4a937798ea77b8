import type { RouteRecordRaw } from 'vue-router'

/** The pages of an account. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/account',
    component: () => import('./account-shell.vue'),
    meta: { for: 'signed-in', sections: ['forms', 'account', 'providers', 'federation'] },
    children: [
      { path: '', name: 'profile', component: () => import('./profile/profile-page.vue'), meta: { title: 'profile.title' } },
      { path: 'security', name: 'security', component: () => import('./security/security-page.vue'), meta: { title: 'security.title' } },
      { path: 'sessions', name: 'sessions', component: () => import('./sessions/sessions-page.vue'), meta: { title: 'sessions.title' } },
      {
        path: 'connected', name: 'connected', component: () => import('./connected/connected-page.vue'),
        meta: { title: 'connected.title', sections: ['account', 'authorization', 'forms', 'providers', 'federation'] },
      },
      { path: 'data', name: 'data', component: () => import('./personal-data/personal-data-page.vue'), meta: { title: 'data.title', terms: 'later' } },
      {
        path: 'applications',
        meta: { sections: ['forms', 'account', 'providers', 'federation', 'applications'] },
        children: [
          { path: '', name: 'applications', component: () => import('./applications/applications-page.vue'), meta: { title: 'applications.title' } },
          { path: 'new', name: 'application-new', component: () => import('./applications/new-application-page.vue'), meta: { title: 'applications.newTitle' } },
          { path: ':clientId', name: 'application', component: () => import('./applications/application-page.vue'), meta: { title: 'applications.oneTitle' }, props: true },
        ],
      },
    ],
  },
]
