import type { ConnectionId } from '#domain/ids.ts'

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
}

export interface ConnectionStore {
  /** Creates or updates by id; `state` is left alone on update. */
  save(connection: Omit<Connection, 'state' | 'pausedReason'>): Promise<void>
  get(id: ConnectionId): Promise<Connection | null>
  list(): Promise<readonly Connection[]>
  pause(id: ConnectionId, reason: string): Promise<void>
  resume(id: ConnectionId): Promise<void>
}
