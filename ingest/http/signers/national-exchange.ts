// 国家共享交换平台: requester, service and time, signed with the key that the platform issued.
import { createHmac } from 'node:crypto'
import type { AuthOf } from '../http-config.ts'
import type { Signer } from './signer.ts'

export const nationalExchange = ({ requester, service, key }: AuthOf<'national-exchange'>): Signer => ({
  sign(_request, { secret, now }) {
    const time = String(now)
    return {
      gjgxjhpt_rid: requester,
      gjgxjhpt_sid: service,
      gjgxjhpt_rtime: time,
      gjgxjhpt_sign: createHmac('sha256', secret(key.secret)).update(service + requester + time, 'utf8').digest('base64'),
    }
  },
})
