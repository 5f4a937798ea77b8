import type { RouteRecordRaw } from 'vue-router'

/** The pages that programs lead people to. */
export const routes: RouteRecordRaw[] = [
  { path: '/interaction/:uid', name: 'interaction', component: () => import('./interaction-page.vue'), meta: { title: 'interaction.title', terms: 'first', sections: ['authorization'] } },
  { path: '/device', name: 'device', component: () => import('./device-page.vue'), meta: { title: 'device.title', for: 'signed-in', sections: ['authorization'] } },
  { path: '/sign-out', name: 'sign-out-request', component: () => import('./sign-out-page.vue'), meta: { title: 'signOutRequest.title', sections: ['authorization'] } },
  { path: '/signed-out', name: 'signed-out', component: () => import('./signed-out-page.vue'), meta: { title: 'signedOut.title', sections: ['authorization'] } },
  { path: '/oauth/error', name: 'authorization-error', component: () => import('./error-page.vue'), meta: { title: 'authorizationError.title', sections: ['authorization'] } },
]
