import type { ConnectionId } from '#domain/ids.ts'
import type { ChangeMarks } from '#ports/store/change-marks.ts'
import { changedTopics, type Topic } from './topics.ts'

export interface LiveHub {
  /** @param onClose the server ends. @returns how to stop listening. */
  listen(connection: ConnectionId, onNews: (topics: readonly Topic[]) => void, onClose: () => void): () => void
  close(): void
}

interface Options {
  /** Marks of these connections, of whatever process wrote there. */
  readonly read: (connections: readonly ConnectionId[]) => Promise<ReadonlyMap<ConnectionId, ChangeMarks>>
  readonly everyMs?: number
}

interface Listener {
  readonly onNews: (topics: readonly Topic[]) => void
  readonly onClose: () => void
}

/** Everybody who listens to one connection. */
interface Room {
  readonly listeners: Set<Listener>
  /** As of the last look; undefined: none since the first of them came. */
  before: ChangeMarks | undefined
}

/** With the look itself and the way to the page it stays under two seconds. */
const LOOK_EVERY_MS = 1_500
const NOTHING: ChangeMarks = new Map()

/**
 * Looks for news once for all who listen in this process, to whichever connections, and not at all while nobody does. One look at a
 * time, however many pages come at once.
 */
export function createLiveHub({ read, everyMs = LOOK_EVERY_MS }: Options): LiveHub {
  const rooms = new Map<ConnectionId, Room>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLooking = false
  let isClosed = false

  const look = async (): Promise<void> => {
    if (isLooking) return
    clearTimeout(timer)
    timer = undefined
    isLooking = true
    const asked = [...rooms]
    // A database that does not answer is told by the pages' own requests.
    const now = await read(asked.map(([connection]) => connection)).catch(() => null)
    isLooking = false
    if (now !== null) for (const [connection, room] of asked) tell(room, now.get(connection) ?? NOTHING)
    // Somebody came meanwhile to a connection of which nothing was asked: what changes there from now on is news to him.
    if (now !== null && !isClosed && [...rooms.values()].some(({ before }) => before === undefined)) void look()
    else plan()
  }
  const plan = (): void => {
    if (isClosed || rooms.size === 0 || isLooking || timer !== undefined) return
    timer = setTimeout(() => void look(), everyMs)
    timer.unref()
  }
  const leave = (connection: ConnectionId, room: Room, listener: Listener): void => {
    room.listeners.delete(listener)
    // What is known while nobody listens grows old: the page that comes next reads everything anyway.
    if (room.listeners.size === 0 && rooms.get(connection) === room) rooms.delete(connection)
    if (rooms.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }

  return {
    listen(connection, onNews, onClose) {
      if (isClosed) {
        onClose()
        return () => undefined
      }
      const known = rooms.get(connection)
      const room: Room = known ?? { listeners: new Set(), before: undefined }
      const listener = { onNews, onClose }
      room.listeners.add(listener)
      rooms.set(connection, room)
      if (known === undefined) void look()
      return () => leave(connection, room, listener)
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      for (const { listeners } of rooms.values()) for (const { onClose } of listeners) onClose()
      rooms.clear()
    },
  }
}

function tell(room: Room, now: ChangeMarks): void {
  const topics = room.before === undefined ? [] : changedTopics(room.before, now)
  room.before = now
  if (topics.length > 0) for (const { onNews } of room.listeners) onNews(topics)
}
