import type { ConnectionId } from './ids.ts'

/**
 * What somebody may do. `read`: see everything of a connection. `work-leads`: accept, give back and pass on his own leads;
 * `work-all-leads` beside it: everybody's. `import`: costs and touches from files. `operate`: retry, resolve, sync now, backfill.
 * `configure`: save another version of the config. `administer`: users, tokens, the audit log and the queues.
 */
export const PERMISSIONS = [
  'read',
  'work-leads',
  'work-all-leads',
  'import',
  'operate',
  'configure',
  'administer',
] as const
export type Permission = (typeof PERMISSIONS)[number]

export const ROLES = ['admin', 'marketer', 'rep', 'viewer'] as const
export type Role = (typeof ROLES)[number]

const OF_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  marketer: ['read', 'import'],
  rep: ['read', 'work-leads'],
  viewer: ['read'],
}

export const permissionsOf = (role: Role): readonly Permission[] => OF_ROLE[role]

/** Of which connections somebody may know: of every one, also of those to come, or of these. */
export type Reach = 'all' | readonly ConnectionId[]

/** A person with a role, or a machine with a token that names what it may do. */
export type Actor = {
  readonly id: string
  /** As the audit log shows it. */
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly connections: Reach
} & (
  | { readonly kind: 'user'; readonly email: string; readonly role: Role }
  /** `maker`: whose word it is; null: the operator's own token. */
  | { readonly kind: 'token'; readonly maker: { readonly name: string; readonly email: string } | null }
)

export const mayDo = (actor: Pick<Actor, 'permissions'>, permission: Permission): boolean =>
  actor.permissions.includes(permission)

export const mayReach = ({ connections }: Pick<Actor, 'connections'>, connection: ConnectionId): boolean =>
  connections === 'all' || connections.includes(connection)
