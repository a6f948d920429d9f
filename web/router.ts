// Addresses of the pages; each page is its own chunk.
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue') },
    { path: '/items', name: 'items', component: () => import('./pages/ItemsPage.vue') },
    { path: '/items/:id', name: 'item', component: () => import('./pages/ItemPage.vue') },
    { path: '/trends', name: 'trends', component: () => import('./pages/TrendsPage.vue') },
    { path: '/wall', name: 'wall', component: () => import('./pages/WallPage.vue') },
    { path: '/feeds', name: 'feeds', component: () => import('./pages/FeedsPage.vue') },
    { path: '/feeds/new', name: 'wiring', component: () => import('./pages/WiringPage.vue') },
    { path: '/feeds/:id', name: 'feed', component: () => import('./pages/FeedPage.vue') },
    { path: '/feeds/:id/letters', name: 'letters', component: () => import('./pages/LettersPage.vue') },
    { path: '/model', name: 'model', component: () => import('./pages/ModelPage.vue') },
    { path: '/:path(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue') },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.hash !== '' ? { el: to.hash, top: 98 } : to.path === from.path ? false : { top: 0 }),
})
