import { asksForSomething, controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import { count } from './read-body.ts'

const PARTS = ['dailyApiRequests', 'concurrentRequestsExceeded']

/**
 * `GET|POST /__sandbox/limits`. A body has any of:
 *   `dailyApiRequests`: how many calls in 24 hours; null switches the limit off, calls are counted all the same
 *   `concurrentRequestsExceeded`: so many of the next calls meet the limit of requests that run for 20 seconds and more
 */
export function limitsControl(org: Org): SandboxControl {
  const read = () => {
    const { max, enforcement, concurrentRefusals } = org.usage.limits()
    const used = org.usage.used()
    return {
      dailyApiRequests: { max, used, remaining: Math.max(0, max - used), enforcement },
      concurrentRequestsExceeded: concurrentRefusals,
    }
  }
  return {
    takes:
      '{dailyApiRequests: number, or null for no limit} or {concurrentRequestsExceeded: number of calls that meet it}',
    read,
    write(body) {
      const asked = controlBody(body, PARTS)
      asksForSomething(asked, PARTS)
      const { dailyApiRequests: daily, concurrentRequestsExceeded: concurrent } = asked
      if (daily === null) org.usage.setLimits({ enforcement: 'off' })
      else if (daily !== undefined) org.usage.setLimits({ enforcement: 'on', max: count(daily, 'dailyApiRequests') })
      if (concurrent !== undefined)
        org.usage.setLimits({ concurrentRefusals: count(concurrent, 'concurrentRequestsExceeded') })
      return read()
    },
  }
}
