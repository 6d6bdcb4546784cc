import type { SeededRandom } from '../../core/random.ts'
import type { Org } from '../org.ts'
import type { ApiUsage } from '../usage.ts'
import type { ChangeEvent } from './event.ts'
import type { EventLog } from './event-log.ts'
import { receivesEvents } from './permissions.ts'
import type { EventMessage, EventPresenter } from './present-event.ts'
import type { CometSession, Subscription } from './sessions.ts'

/** What goes wrong on the way to subscribers, as shares from 0 to 1. */
export interface DeliveryFaults {
  /** Never published: nobody gets it, a replay neither. */
  readonly drop: number
  /** Delivered twice, with the same replay id. */
  readonly duplicate: number
  /** Changes places with the event behind it. */
  readonly reorder: number
}

export const NO_FAULTS: DeliveryFaults = { drop: 0, duplicate: 0, reorder: 0 }

/** So that an answer stays of a size that clients can take; the rest comes with the next connect. */
const MAX_MESSAGES = 1000

export interface DeliveryParts {
  readonly org: Org
  readonly log: EventLog
  readonly presenter: EventPresenter
  readonly random: SeededRandom
  readonly usage: ApiUsage
  readonly backlogLimit: number | null
}

/** Decides which events a session gets next. */
export class Delivery {
  readonly #parts: DeliveryParts
  faults: DeliveryFaults = NO_FAULTS

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  isUsedUp(): boolean {
    const { usage } = this.#parts
    return usage.used() >= usage.max
  }

  /** Takes what is due to a session; its subscriptions move on. Empty when there is nothing or the day's events are used up. */
  take(session: CometSession): EventMessage[] {
    const due = [...session.subscriptions.values()].flatMap((subscription) => this.#due(session, subscription))
    if (due.length === 0) return []
    due.sort((a, b) => a.data.event.replayId - b.data.event.replayId)
    const { usage } = this.#parts
    const messages: EventMessage[] = []
    for (const message of this.#spoiled(due)) {
      if (!usage.take()) break
      messages.push(message)
    }
    return messages
  }

  #due(session: CometSession, subscription: Subscription): EventMessage[] {
    const { org, log, presenter, backlogLimit } = this.#parts
    const events = log.after(subscription.position)
    if (events.length === 0 || this.isUsedUp()) return []
    if (backlogLimit !== null && events.length > backlogLimit) return []
    const wanted: ChangeEvent[] = []
    let position = log.newestId
    for (const event of events) {
      if (subscription.entity !== null && event.entity !== subscription.entity) continue
      if (wanted.length === MAX_MESSAGES) {
        position = wanted.at(-1)?.replayId ?? position
        break
      }
      wanted.push(event)
    }
    subscription.position = position
    const allowed = new Map<string, boolean>()
    for (const { entity } of wanted) {
      if (!allowed.has(entity)) allowed.set(entity, receivesEvents(org, session.userId, entity))
    }
    return wanted
      .filter((event) => allowed.get(event.entity) === true)
      .map((event) => presenter.message(event, session.userId, subscription.name))
  }

  #spoiled(messages: readonly EventMessage[]): EventMessage[] {
    const { duplicate, reorder } = this.faults
    if (duplicate === 0 && reorder === 0) return [...messages]
    const { random } = this.#parts
    const spoiled = messages.flatMap((message) => (random.next() < duplicate ? [message, message] : [message]))
    for (let at = 0; at + 1 < spoiled.length; at += 1) {
      const [here, next] = [spoiled[at], spoiled[at + 1]]
      if (!here || !next || random.next() >= reorder) continue
      spoiled[at] = next
      spoiled[at + 1] = here
    }
    return spoiled
  }
}
