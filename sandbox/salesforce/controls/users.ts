import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import { bodies, ownerNamed, requiredText, stateOf } from './read-body.ts'

/**
 * `GET|POST /__sandbox/users`: who there is. A body, or each of a list, deactivates or activates a user named by id or
 * username, as an administrator does in Setup: `{"user": "rep@acme.example", "active": false}`. Users are never deleted; what
 * they own stays theirs.
 */
export function usersControl(org: Org): SandboxControl {
  const read = () => ({
    users: [...org.table('User').rows()].map((row) => ({
      id: row['Id'],
      username: row['Username'],
      name: row['Name'],
      active: row['IsActive'] === true,
    })),
  })
  return {
    takes: '{user: id or username, active: true|false}, or a list',
    read,
    write(body) {
      for (const entry of bodies(body, ['user', 'active'])) {
        const id = ownerNamed(org, requiredText(entry, 'user'))
        const user = org.table('User').get(id)
        if (!user) throw new TypeError(`${String(entry['user'])} is a queue`)
        const stamp = org.stamp()
        const active = stateOf(entry, user['IsActive'] === true ? 'active' : 'inactive') === 'active'
        org.put('User', { ...user, IsActive: active, LastModifiedDate: stamp, SystemModstamp: stamp })
      }
      return read()
    },
  }
}
