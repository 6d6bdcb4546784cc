import type { User } from '#ports/store/users.ts'
import type { UserOnWire } from '../contract/users.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

export const toUser = ({ id, name, email, role, connections, state, createdAt, signedInAt }: User): UserOnWire => ({
  id,
  name,
  email,
  role,
  connections: connections === 'all' ? 'all' : [...connections],
  state,
  createdAt: toInstantText(createdAt),
  signedInAt: toInstantTextOrNull(signedInAt),
})
