import type { RequestListener } from 'node:http'
import { createRandom } from '../../core/random.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { CommittedChange, Org } from '../org.ts'
import { ApiUsage } from '../usage.ts'
import { ChangeCapture } from './capture.ts'
import { selectEntities, selectedEntities } from './channel-members.ts'
import { capturable } from './channels.ts'
import { CometD } from './cometd.ts'
import { eventControl } from './control.ts'
import type { DeliveryFaults } from './delivery.ts'
import { Delivery, NO_FAULTS } from './delivery.ts'
import type { EventDraft } from './event.ts'
import type { SavedLog } from './event-log.ts'
import { EventLog } from './event-log.ts'
import { CometEndpoint, isCometPath } from './http.ts'
import { EventPresenter } from './present-event.ts'
import { CometSessions } from './sessions.ts'
import type { StreamingSettings } from './settings.ts'

/** Events and what goes wrong with them are the same on every run, however many clients come and go. */
const SEEDS = { log: 20_261_122, faults: 20_261_123, sessions: 20_261_124 } as const

interface SavedStreaming {
  readonly log: SavedLog
  readonly transactions: number
  readonly deliveries: Readonly<Record<string, number>>
  readonly faults: DeliveryFaults
  readonly random: { readonly log: number; readonly faults: number }
}

/** Change Data Capture of an org, from the committed rows to the CometD endpoint. */
export class Streaming {
  readonly log: EventLog
  readonly capture: ChangeCapture
  readonly presenter: EventPresenter
  readonly delivery: Delivery
  readonly sessions: CometSessions
  readonly control: SandboxControl
  readonly #org: Org
  readonly #settings: Required<StreamingSettings>
  readonly #random = { log: createRandom(SEEDS.log), faults: createRandom(SEEDS.faults) }
  readonly #deliveries: ApiUsage
  readonly #comet: CometD
  readonly #endpoint: CometEndpoint
  #silent = false
  #waking = false
  #open = true

  constructor(org: Org) {
    const settings = org.settings.changeDataCapture
    const now = () => org.now()
    this.#org = org
    this.#settings = settings
    this.log = new EventLog(
      { retentionMs: settings.retentionHours * 3_600_000, max: settings.retainedEvents },
      now,
      this.#random.log,
    )
    this.capture = new ChangeCapture(org, settings)
    this.#deliveries = new ApiUsage(settings.deliveriesPerDay, now)
    this.sessions = new CometSessions(settings.reconnectMs, createRandom(SEEDS.sessions))
    const shared = { org, log: this.log }
    this.presenter = new EventPresenter(org)
    this.delivery = new Delivery({
      ...shared,
      presenter: this.presenter,
      random: this.#random.faults,
      usage: this.#deliveries,
      backlogLimit: settings.backlogLimit,
    })
    const isOpen = () => this.#open
    this.#comet = new CometD({ ...shared, sessions: this.sessions, delivery: this.delivery, settings, isOpen })
    this.#endpoint = new CometEndpoint(this.#comet)
    selectEntities(org, settings.entities)
    this.control = eventControl(this, org)
    org.onCommit = (changes) => this.#committed(changes)
  }

  /** Takes what is for the CometD endpoint, leaves the rest to the org. */
  listener(rest: RequestListener): RequestListener {
    return (message, response) => {
      if (isCometPath((message.url ?? '').split('?', 1)[0] ?? '')) this.#endpoint.handle(message, response)
      else rest(message, response)
    }
  }

  selected(): readonly string[] {
    return [...selectedEntities(this.#org)]
  }

  /** Chooses the objects whose changes are captured from now on. */
  select(entities: readonly string[]): void {
    const unknown = entities.filter((entity) => !capturable(this.#org, entity))
    if (unknown.length > 0) throw new TypeError(`no change events for ${unknown.join(', ')}`)
    const { maxEntities } = this.#settings
    if (new Set(entities).size > maxEntities) throw new TypeError(`at most ${maxEntities} objects can be selected`)
    selectEntities(this.#org, entities)
  }

  publish(drafts: readonly EventDraft[]): void {
    const { drop } = this.delivery.faults
    const kept = drop === 0 ? drafts : drafts.filter(() => this.#random.faults.next() >= drop)
    if (kept.length === 0) return
    this.log.append(kept)
    this.#wakeSoon()
  }

  /** Runs work whose changes are history, not news: nobody is told. */
  silently(work: () => void): void {
    this.#silent = true
    try {
      work()
    } finally {
      this.#silent = false
    }
  }

  save(): Readonly<Record<string, unknown>> {
    const state: SavedStreaming = {
      log: this.log.save(),
      transactions: this.capture.transactions,
      deliveries: this.#deliveries.save(),
      faults: this.delivery.faults,
      random: { log: this.#random.log.state(), faults: this.#random.faults.state() },
    }
    return { ...state }
  }

  /** Back to a snapshot, which may be older than change events. Connections do not outlive it: clients shake hands again. */
  load(saved: unknown): void {
    const state = (saved ?? {}) as Partial<SavedStreaming>
    this.log.load(state.log)
    if (saved === undefined) selectEntities(this.#org, this.#settings.entities)
    this.capture.transactions = state.transactions ?? 0
    this.#deliveries.load(state.deliveries ?? {})
    this.delivery.faults = state.faults ?? NO_FAULTS
    this.#random.log.restore(state.random?.log ?? SEEDS.log)
    this.#random.faults.restore(state.random?.faults ?? SEEDS.faults)
    this.sessions.expireAll()
  }

  /** Ends all long polls. */
  async close(): Promise<void> {
    this.#open = false
    for (const session of this.sessions.alive()) session.poll?.end([])
    await this.#endpoint.sent()
  }

  #committed(changes: readonly CommittedChange[]): void {
    if (this.#silent) return
    const drafts = this.capture.eventsOf(changes, selectedEntities(this.#org))
    if (drafts.length > 0) this.publish(drafts)
  }

  /** Subscribers hear of a change after it is committed, never while the writing call still runs. */
  #wakeSoon(): void {
    if (this.#waking) return
    this.#waking = true
    setImmediate(() => {
      this.#waking = false
      for (const session of this.sessions.alive()) this.#comet.wake(session)
    })
  }
}
