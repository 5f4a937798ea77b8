import type { RouteRecordRaw } from 'vue-router'

/** What people accept, and the page that asks them to. */
export const routes: RouteRecordRaw[] = [
  { path: '/terms', name: 'terms', component: () => import('./document-page.vue'), props: { document: 'terms' }, meta: { title: 'documents.terms', sections: ['documents'] } },
  { path: '/privacy', name: 'privacy', component: () => import('./document-page.vue'), props: { document: 'privacy' }, meta: { title: 'documents.privacy', sections: ['documents'] } },
  { path: '/terms/accept', name: 'accept-terms', component: () => import('./accept-page.vue'), meta: { title: 'documents.acceptTitle', for: 'signed-in', terms: 'later', sections: ['documents'] } },
]
