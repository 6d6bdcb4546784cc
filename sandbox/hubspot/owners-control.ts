import type { SandboxControl } from '../core/types.ts'
import type { Portal } from './model/portal.ts'

/**
 * `/__sandbox/owners {email, archived}`: deactivates a user or takes them back. The API reads owners only:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide
 */
export function ownersControl(portal: Portal): SandboxControl {
  const read = () => ({ owners: portal.state.owners })
  return {
    read,
    write(body) {
      if (typeof body !== 'object' || body === null)
        throw new TypeError('an object with email and archived is expected')
      const { email, archived } = body as Record<string, unknown>
      const owner = portal.state.owners.find((each) => each.email === email)
      if (owner === undefined) throw new TypeError(`there is no owner ${String(email)}`)
      if (typeof archived !== 'boolean') throw new TypeError('archived must be true or false')
      owner.archived = archived
      owner.updatedAt = portal.clock.now()
      return read()
    },
  }
}
