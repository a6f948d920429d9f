// As somebody in a data bureau who is no developer: from an empty city to a value on the overview, by a file, an MQTT topic and a MariaDB table.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase } from '../services/exchange-databases.ts'
import { onBroker } from '../services/brokers.ts'
import { readKnownUrls } from '../services/machine/cache.ts'
import { startRealCity } from './real-city.ts'
import { openStage, untilLive, type Stage } from './stage.ts'
import { chooseSource, foundCity, look, next, point, register } from './wiring-steps.ts'

const LA = fileURLToPath(new URL('../../../shared/data/myla311-2017.csv', import.meta.url))
const SLOW_MS = 300_000
for (const name of ['TEST_MQTT_URL', 'TEST_MARIADB_URL']) {
  const url = process.env[name] ?? readKnownUrls()[name]
  if (url !== undefined) process.env[name] = url
}

const BINHAI = { name: '滨海市', code: '990100', zone: 'Asia/Shanghai', districts: '990102 港东区\n990103 滨江区', bureaus: 'zwb 市政务服务管理局\ncgj 市城市管理局' }

/** A city of its own for each journey. */
function onEmptyCity(journey: (stage: () => Stage) => void): void {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(await startRealCity())
  }, SLOW_MS)
  afterAll(() => stage.close())
  journey(() => stage)
}

// The journeys bring their own server: they say nothing about the one that the other tests are pointed at.
const mine = process.env['CTMM_BASE_URL'] === undefined

describe.skipIf(!mine || !existsSync(LA))('a CSV file (needs ../shared/data/myla311-2017.csv)', () => {
  onEmptyCity((stage) => {
    it('of Los Angeles is wired, previewed as of its own time, read, and seen on the overview of that time', async () => {
      const { page, complaints } = await stage().visit('/')
      await foundCity(page, { name: '洛杉矶', code: 'la', zone: 'America/Los_Angeles', districts: '', bureaus: 'la-311 311 服务热线' })
      await chooseSource(page, 'Excel / 文件', '12345 热线工单（整单）')
      await page.getByLabel(/点击选择/).setInputFiles(LA)
      await page.getByText(/读到 12 个字段/).waitFor()
      await look(page, 'file-connect')
      await next(page, '对应字段')
      for (const [field, column] of [['唯一编号', 'SRNumber'], ['更新时间（数据时点）', 'UpdatedDate'], ['受理时间', 'CreatedDate'], ['派单时间', 'CreatedDate'], ['首次联系时间', 'ClosedDate'], ['办结时间', 'ClosedDate']] as const) await point(page, field, column)
      await page.getByText('全部必需的字段都已对应').waitFor()
      await look(page, 'file-map')
      await next(page, '预览判定')
      await page.getByLabel('按另一时点试算').fill('2017-12-31T23:59')
      await page.getByRole('button', { name: '试算' }).click()
      await page.getByRole('cell', { name: /数值达/ }).waitFor()
      await look(page, 'file-preview')
      await next(page, '登记')
      await register(page, { bureau: '311 服务热线', contact: 'MyLA311', phone: '0000-311' })
      await page.getByRole('button', { name: /^读入 myla311/ }).click()
      await page.getByText(/收到 9,999，入库 9,987，重复 0，隔离 12/).first().waitFor({ timeout: SLOW_MS })
      await look(page, 'file-done')
      await page.getByRole('link', { name: '当时的总览' }).click()
      await page.locator('.dot.past').waitFor()
      await page.getByRole('row', { name: /民意诉求平均响应时间.*\d+\.\d\d/ }).first().waitFor()
      await look(page, 'file-overview')
      expect(complaints).toEqual([])
    }, SLOW_MS)
  })
})

describe.skipIf(!mine)('an MQTT topic', () => {
  onBroker((broker) => {
    onEmptyCity((stage) => {
      it('is wired from its messages, and the next one moves the value', async () => {
        const topic = `ctmm-pages/${process.pid}/orders`
        const publisher = await connectAsync(broker)
        let n = 0
        const publish = (): void => {
          n++
          const at = new Date(Date.now() - 3_600_000 * 8 + n * 60_000)
          const local = (after: number): string => new Date(at.getTime() + after * 60_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
          publisher.publish(topic, JSON.stringify({ order_no: `RX${n}`, area_code: '港东区', accept_time: local(0), dispatch_time: local(1), first_contact_time: local(61), finish_time: local(90), update_time: local(90) }), { qos: 1 })
        }
        const timer = setInterval(publish, 700)
        try {
          const { page, complaints } = await stage().visit('/')
          await foundCity(page, BINHAI)
          await chooseSource(page, 'MQTT')
          await page.getByLabel(/^地址/).fill(broker)
          await page.getByLabel(/^主题/).fill(topic)
          await page.getByLabel(/^主题/).blur()
          await page.getByRole('button', { name: '连接并等候消息' }).click()
          await page.getByText(/读到 7 个字段/).waitFor({ timeout: 60_000 })
          await look(page, 'mqtt-connect')
          await next(page, '对应字段')
          await page.getByText('全部必需的字段都已对应').waitFor()
          await look(page, 'mqtt-map')
          await next(page, '预览判定')
          await page.getByRole('cell', { name: /数值达/ }).waitFor()
          await look(page, 'mqtt-preview')
          await next(page, '登记')
          await register(page, { bureau: '市政务服务管理局', contact: '热线运行科', phone: '0000-88002001' })
          await page.getByText(/入库 [1-9]/).waitFor({ timeout: 120_000 })
          await look(page, 'mqtt-done')
          await page.getByRole('link', { name: '总览', exact: true }).first().click()
          await untilLive(page)
          await page.getByRole('row', { name: /民意诉求平均响应时间.*1\.00/ }).first().waitFor({ timeout: 60_000 })
          await look(page, 'mqtt-overview')
          expect(complaints).toEqual([])
        } finally {
          clearInterval(timer)
          await publisher.endAsync()
        }
      }, SLOW_MS)
    })
  })
})

describe.skipIf(!mine)('a table', () => {
  const [, mariadb] = EXCHANGE_SERVERS
  if (mariadb === undefined) throw new Error('There is no MariaDB among the exchange servers.')
  onExchangeServer(mariadb, (fresh) => {
    let database: ExchangeDatabase
    let reader: { readonly user: string; readonly password: string }
    beforeAll(async () => {
      database = await fresh()
      await database.run(
        "create table order_info (order_no varchar(20) primary key comment '工单编号', area_name varchar(40), accept_time datetime(3), dispatch_time datetime(3), first_contact_time datetime(3), finish_time datetime(3), update_time datetime(3) comment '更新时间')",
        ...Array.from({ length: 40 }, (_, n) => `insert into order_info select 'RX${n}', '${n % 2 === 0 ? '港东区' : '滨江区'}', t, t + interval 10 minute, t + interval 130 minute, t + interval 5 hour, t + interval 5 hour from (select utc_timestamp() + interval 8 hour - interval ${n + 1} day as t) as clock`),
      )
      reader = await database.user('select on order_info')
    })
    afterAll(() => database.drop())

    onEmptyCity((stage) => {
      it('of orders is wired with a password that is never seen again, and back-filled with progress', async () => {
        const { page, complaints } = await stage().visit('/')
        await foundCity(page, BINHAI)
        await chooseSource(page, '前置库')
        for (const [label, value] of [['主机', database.host], ['端口', String(database.port)], ['库名', database.database], ['用户名', reader.user], ['表或视图', 'order_info']] as const) await page.getByLabel(new RegExp(`^${label}`)).fill(value)
        await page.getByLabel(/^密码/).fill('not the password')
        await page.getByRole('button', { name: '连接并读取样例' }).click()
        await page.getByText(/拒绝用户 .* 或其密码/).waitFor({ timeout: 60_000 })
        await look(page, 'table-refused')
        await page.getByLabel(/^密码/).fill(reader.password)
        await page.getByRole('button', { name: '连接并读取样例' }).click()
        await page.getByText(/读到 7 个字段/).waitFor({ timeout: 60_000 })
        await expect.poll(() => page.getByLabel(/^更新时间列/).inputValue()).toBe('update_time')
        expect(await page.content()).not.toContain(reader.password)
        expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(reader.password)
        await look(page, 'table-connect')
        await next(page, '对应字段')
        await page.getByText('全部必需的字段都已对应').waitFor()
        await page.reload()
        await page.getByText('全部必需的字段都已对应').waitFor()
        await next(page, '预览判定')
        await page.getByRole('cell', { name: /数值达/ }).waitFor()
        await next(page, '登记')
        await register(page, { bureau: '市政务服务管理局', contact: '热线运行科', phone: '0000-88002001' })
        await page.getByRole('button', { name: '补采历史' }).click()
        await page.locator('.run').getByText('完成').waitFor({ timeout: SLOW_MS })
        await page.getByText(/收到 40，/).first().waitFor()
        await look(page, 'table-done')
        await page.getByRole('link', { name: '总览', exact: true }).first().click()
        await untilLive(page)
        await page.getByRole('row', { name: /民意诉求平均响应时间.*2\.00/ }).first().waitFor({ timeout: 60_000 })
        await look(page, 'table-overview')
        // The wrong password was answered as an error, which the browser's console tells too.
        expect(complaints.filter((one) => !/422|status of 4/.test(one))).toEqual([])
      }, SLOW_MS)
    })
  })
})
