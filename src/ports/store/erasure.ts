import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface ErasureStore {
  /**
   * Forgets what is stored of people who asked for it: values in bases, in the journal (what was done and to which field stays),
   * in parked messages (closed), touches, list memberships and waiting records; the words of their handoffs, which are withdrawn if
   * they were open; alerts and escalation actions; the preview, one that runs as well. Their links are `unlinked`, so that nothing is made anew.
   */
  erase(
    connection: ConnectionId,
    who: {
      readonly links: readonly LinkId[]
      readonly hubspotIds: readonly string[]
      readonly salesforceIds: readonly string[]
    },
    at: Instant,
  ): Promise<void>
}
