import { controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import { usageToday } from '../http/limits.ts'
import type { Portal } from '../model/portal.ts'

/** `/__sandbox/limits`: reads and changes the limits of a running portal. */
export function limitsControl(portal: Portal): SandboxControl {
  return {
    takes:
      '{enforced: true|false, perTenSeconds, oauthPerTenSeconds, searchPerSecond, perDay, associationsPerTenSeconds, associationsPerDay}',
    read: () => ({ ...portal.state.limits, usedToday: usageToday(portal).calls }),
    write(raw) {
      const { limits } = portal.state
      const body = controlBody(raw, Object.keys(limits))
      for (const [name, value] of Object.entries(body)) {
        if (name === 'enforced') {
          if (typeof value !== 'boolean') throw new TypeError('enforced must be true or false')
        } else if (typeof value !== 'number' || !(value >= 0))
          throw new TypeError(`${name} must be a number of at least 0`)
      }
      portal.state.limits = { ...limits, ...body }
      return portal.state.limits
    },
  }
}
