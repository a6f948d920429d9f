// What people call the hotline about, and whose job it is.
import { chooser, type Random } from '../random.ts'

export interface Topic {
  readonly zh: string
  readonly bureau: string
}

export const HEATING: Topic = { zh: '供热服务', bureau: 'zjj' }
export const FLOODING: Topic = { zh: '排水积水', bureau: 'swj' }

export const someTopic: (random: Random) => Topic = chooser<Topic>([
  [{ zh: '物业管理', bureau: 'zjj' }, 9], [{ zh: '市容环境', bureau: 'cgj' }, 9], [{ zh: '消费维权', bureau: 'scj' }, 9],
  [{ zh: '占道停车', bureau: 'gaj' }, 9], [{ zh: '交通出行', bureau: 'jtj' }, 8], [{ zh: '社会保险', bureau: 'rsj' }, 7],
  [{ zh: '噪声扰民', bureau: 'hbj' }, 6], [{ zh: '政务服务办理', bureau: 'zwb' }, 5], [{ zh: '违法建设', bureau: 'cgj' }, 4],
  [{ zh: '劳动报酬', bureau: 'rsj' }, 4], [{ zh: '入学入园', bureau: 'jyj' }, 4], [{ zh: '医疗服务', bureau: 'wjw' }, 4],
  [{ zh: '户籍证件', bureau: 'gaj' }, 4], [{ zh: '不动产登记', bureau: 'zrj' }, 4], [{ zh: '供水', bureau: 'swj' }, 3],
  [FLOODING, 2], [{ zh: '养老服务', bureau: 'mzj' }, 3], [{ zh: '农村人居环境', bureau: 'nyj' }, 2], [{ zh: '旅游投诉', bureau: 'wlj' }, 2],
  [HEATING, 1], [{ zh: '安全隐患', bureau: 'yjj' }, 1],
])

export const someChannel: (random: Random) => string = chooser([['电话', 72], ['微信小程序', 15], ['网站', 6], ['移动客户端', 5], ['信件', 2]])
export const someType: (random: Random) => string = chooser([['投诉', 42], ['求助', 30], ['举报', 12], ['建议', 10], ['咨询', 6]])
export const someAnsweredType: (random: Random) => string = chooser([['咨询', 82], ['求助', 10], ['建议', 5], ['感谢', 3]])

/** Shares of orders that a bureau answers but never formally closes: why the yearly completion rate stays below 85 %. */
const NEVER_CLOSED: ReadonlyMap<string, number> = new Map([
  ['zjj', 0.3], ['gaj', 0.22], ['rsj', 0.2], ['gov-990105', 0.2], ['gov-990106', 0.28], ['gov-990121', 0.38],
])

export const neverClosed = (bureau: string): number => NEVER_CLOSED.get(bureau) ?? 0.08
