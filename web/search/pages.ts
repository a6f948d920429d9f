// The pages and parts of pages that have an address of their own.
import type { Page } from './entries.ts'

export const PAGES: readonly Page[] = [
  { path: '/', zh: '总览', en: 'Overview' },
  { path: '/items', zh: '能力项', en: 'Items' },
  { path: '/trends', zh: '趋势', en: 'Trends' },
  { path: '/wall', zh: '大屏', en: 'Wall' },
  { path: '/feeds', zh: '数据接入', en: 'Feeds' },
  { path: '/feeds/new', zh: '接入新数据源', en: 'Wire a new feed' },
  { path: '/model', zh: '模型', en: 'Model' },
  { path: '/model', hash: '#bounds', zh: '模型：达标线', en: 'Model: bounds' },
  { path: '/model', hash: '#calculations', zh: '模型：指标与口径', en: 'Model: indicators and calculations' },
  { path: '/model', hash: '#errata', zh: '模型：勘误', en: 'Model: errata' },
]
