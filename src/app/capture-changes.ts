import type { Stream } from '#ports/store.ts'
import type { Scope } from './scope.ts'

export interface Captured {
  readonly added: number
  readonly repeated: number
  readonly pages: number
}

/**
 * Reads what changed in one stream since its cursor and puts it into the inbox, page by page, until the stream is caught up.
 * The cursor is saved with the rows it covers, so a crash repeats a page and loses none.
 */
export async function captureChanges(scope: Scope, stream: Stream): Promise<Captured> {
  const connector = stream.side === 'hubspot' ? scope.hubspot : scope.salesforce
  const inbox = scope.store.inbox
  let cursor = await inbox.cursor(scope.connection.id, stream)
  const total = { added: 0, repeated: 0, pages: 0 }
  for (;;) {
    const page = await connector.changes({ object: stream.object, cursor })
    const { added, repeated } = await inbox.capture(scope.connection.id, stream, {
      notices: page.notices,
      cursor: page.cursor,
      at: scope.clock.now(),
    })
    cursor = page.cursor
    total.added += added
    total.repeated += repeated
    total.pages += 1
    if (!page.more) return total
  }
}
