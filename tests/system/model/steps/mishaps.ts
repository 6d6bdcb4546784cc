import { MINUTE } from '#support/company.ts'
import type { Cast, Step } from '../cast.ts'
import { isAlive, kill } from '../processes.ts'

export const webhookMishaps: Step = async ({ stage, dice: by }) => {
  const mishaps = { lose: by.below(4) / 10, duplicate: by.below(4) / 10, order: by.oneOf(['shuffled', 'as-happened']) }
  await stage.control('hubspot', 'webhooks', { mishaps })
  if (by.chance(0.3)) await stage.control('hubspot', 'webhooks', { replay: 'all' })
  return `webhooks: ${JSON.stringify(mishaps)}`
}

export const eventMishaps: Step = async ({ stage, dice: by }) => {
  const faults = { drop: by.below(4) / 10, duplicate: by.below(4) / 10, reorder: by.below(4) / 10 }
  await stage.control('salesforce', 'events', { faults })
  return `change events: ${JSON.stringify(faults)}`
}

export const tooManyAtOnce: Step = async ({ stage }) => {
  await stage.control('salesforce', 'limits', { concurrentRequestsExceeded: 2 })
  return 'Salesforce has too many calls at a time'
}

export const killWorker: Step = async (cast) => {
  const { stage, dice: by } = cast
  const alive = stage.workers.filter(isAlive)
  if (alive.length > 0) await kill(by.oneOf(alive))
  await reviveWorker(cast)
  return 'a worker is killed, another started'
}

/** Under faults a start may fail; whatever supervises it starts it again. */
export async function reviveWorker({ stage }: Cast, lives?: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await stage.startWorker(lives).ready
      return
    } catch (error) {
      if (attempt === 6) throw error
    }
  }
}

export const killReceiver: Step = async ({ stage }) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await stage.restartReceiver()
      return 'the receiver is killed and started again'
    } catch (error) {
      if (attempt === 6) throw error
    }
  }
}

export const pass: Step = async ({ stage, dice: by }) => {
  const minutes = 1 + by.below(20)
  stage.advance(minutes * MINUTE)
  return `${minutes} minutes pass`
}
