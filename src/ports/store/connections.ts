import type { ConnectionId } from '#domain/ids.ts'

export type PausedBy = 'person' | 'tandem'

export interface Connection {
  readonly id: ConnectionId
  readonly name: string
  readonly portalId: string
  readonly orgId: string
  readonly currency: string
  readonly orgTimeZone: string
  readonly state: 'active' | 'paused'
  /** Shown to people; null while active. */
  readonly pausedReason: string | null
  /** A person's pause ends when a person says so; what paused by Tandem itself goes on with the next start. Null while active. */
  readonly pausedBy: PausedBy | null
}

export interface ConnectionStore {
  /** Creates or updates by id; `state` is left alone on update. */
  save(connection: Omit<Connection, 'state' | 'pausedReason' | 'pausedBy'>): Promise<void>
  get(id: ConnectionId): Promise<Connection | null>
  list(): Promise<readonly Connection[]>
  /** @param by default `tandem`, which leaves the pause of a person as it is. */
  pause(id: ConnectionId, reason: string, by?: PausedBy): Promise<void>
  resume(id: ConnectionId): Promise<void>
}
