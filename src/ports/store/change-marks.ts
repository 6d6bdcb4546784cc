import type { ConnectionId } from '#domain/ids.ts'

/** Of tables by name: marks that change with every change of a connection's rows there. Between two looks only equality counts. */
export type ChangeMarks = ReadonlyMap<string, string>

export interface ChangeMarkStore {
  /** Marks of these connections, whichever process wrote. A connection in which nothing was written yet is missing. */
  read(connections: readonly ConnectionId[]): Promise<ReadonlyMap<ConnectionId, ChangeMarks>>
  /** Forgets the marks of sessions that have ended. For whoever looks it is as if their tables had changed once more. */
  forgetEnded(): Promise<void>
}
