import type { ApiRoute } from '../../route.ts'
import { changeUser } from './change.ts'
import { endSession } from './end-session.ts'
import { endUserSessions } from './end-sessions.ts'
import { inviteUser } from './invite.ts'
import { makeUserLink } from './link.ts'
import { listUsers } from './list.ts'
import { changePassword } from './password.ts'
import { changeProfile } from './profile.ts'
import { listSessions } from './sessions.ts'

/** People: who they are, and each one's own account. */
export const USER_ROUTES: readonly ApiRoute[] = [
  listUsers,
  inviteUser,
  changeUser,
  makeUserLink,
  endUserSessions,
  changeProfile,
  changePassword,
  listSessions,
  endSession,
]
