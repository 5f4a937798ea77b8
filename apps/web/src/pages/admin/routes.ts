import type { RouteRecordRaw } from 'vue-router'

/** The pages of the console. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/admin',
    component: () => import('./admin-shell.vue'),
    meta: { for: 'signed-in', sections: ['forms', 'account', 'providers', 'federation', 'console'] },
    children: [
      { path: '', name: 'admin', component: () => import('./overview/overview-page.vue'), meta: { title: 'overview.title' } },
      { path: 'users', component: () => import('./users/users-page.vue'), meta: { title: 'users.title' } },
      { path: 'users/:id', component: () => import('./users/user-page.vue'), meta: { title: 'userPage.title' } },
      { path: 'groups', component: () => import('./groups/groups-page.vue'), meta: { title: 'groups.title' } },
      { path: 'groups/:id', component: () => import('./groups/members-page.vue'), meta: { title: 'groups.members' } },
      { path: 'applications', component: () => import('./applications/applications-page.vue'), meta: { title: 'allApplications.title' } },
      { path: 'audit', component: () => import('./audit/audit-page.vue'), meta: { title: 'audit.title' } },
      { path: 'jobs', component: () => import('./jobs/jobs-page.vue'), meta: { title: 'jobs.title' } },
    ],
  },
]
