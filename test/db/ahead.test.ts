import { describe, expect, it } from 'vitest'
import { workingAhead } from '../../db/ahead.ts'

const aborted = (): Error => Object.assign(new Error('current transaction is aborted'), { code: '25P02' })
const later = <T>(work: () => T): Promise<T> => new Promise((resolve, reject) => {
  setImmediate(() => setImmediate(() => {
    try {
      resolve(work())
    } catch (error) {
      reject(error)
    }
  }))
})

describe('statements that are handed over ahead', () => {
  it('are all done before the work counts as done', async () => {
    const steps: string[] = []
    const result = await workingAhead(async (ahead) => {
      await ahead(later(() => steps.push('written')))
      steps.push('prepared')
      return 'result'
    })
    expect(result).toBe('result')
    expect(steps.sort()).toEqual(['prepared', 'written'])
  })

  it('are done before a failure of the work is told, so that nothing runs outside of its transaction', async () => {
    const steps: string[] = []
    await expect(workingAhead(async (ahead) => {
      await ahead(later(() => steps.push('written')))
      throw new Error('cannot be prepared')
    })).rejects.toThrow('cannot be prepared')
    expect(steps).toEqual(['written'])
  })

  it('fail with the error that came first, not with those of the statements after it', async () => {
    const lost = Object.assign(new Error('lost a race'), { code: '40001' })
    const fail = (error: Error) => () => {
      throw error
    }
    await expect(workingAhead(async (ahead) => {
      await ahead(later(fail(lost)))
      await later(fail(aborted()))
    })).rejects.toBe(lost)
    await expect(workingAhead(async (ahead) => {
      await ahead(later(fail(aborted())))
      throw lost
    })).rejects.toBe(lost)
  })
})
