import { controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'

/**
 * `/__sandbox/owners {email, archived}`: deactivates a user or takes them back. The API reads owners only:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide
 */
export function ownersControl(portal: Portal): SandboxControl {
  const read = () => ({ owners: portal.state.owners })
  return {
    takes: '{email, archived: true|false}: deactivates a user, or takes them back',
    read,
    write(body) {
      const { email, archived } = controlBody(body, ['email', 'archived'])
      const owner = portal.state.owners.find((each) => each.email === email)
      if (owner === undefined) throw new TypeError(`there is no owner ${String(email)}`)
      if (typeof archived !== 'boolean') throw new TypeError('archived must be true or false')
      owner.archived = archived
      owner.updatedAt = portal.clock.now()
      return read()
    },
  }
}
