import { createHash } from 'node:crypto'
import type { Org } from '../org.ts'
import type { Value } from '../records/table.ts'
import type { FieldDef } from '../schema/fields.ts'
import { CapturedFields } from './captured-fields.ts'
import type { ChangeEvent } from './event.ts'

type Json = Value | { readonly [name: string]: Json } | readonly Json[]

/** One event as a CometD client gets it. */
export interface EventMessage {
  readonly data: {
    readonly schema: string
    readonly payload: Readonly<Record<string, Json>>
    readonly event: { readonly replayId: number }
  }
  readonly channel: string
}

/** Shows events as they are sent. */
export class EventPresenter {
  readonly #org: Org
  readonly #captured: CapturedFields
  readonly #schemas = new Map<string, { readonly captured: ReadonlySet<string>; readonly id: string }>()

  constructor(org: Org) {
    this.#org = org
    this.#captured = new CapturedFields(org)
  }

  /**
   * An event as one user sees it on one channel: without fields the user cannot read, compounds nested, empty fields only
   * where an update emptied them. nulledFields and diffFields are not sent to CometD clients.
   * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_body.htm
   * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_security_field.htm
   */
  message(event: ChangeEvent, userId: string, channel: string): EventMessage {
    const byName = this.#org.catalog.view(event.entity, userId)?.byName
    const captured = this.#captured.of(event.entity)
    const visible = (name: string) => (captured.has(name) ? byName?.get(name.toLowerCase()) : undefined)
    const payload: Record<string, Json> = {}
    for (const [name, value] of Object.entries(event.body)) {
      const field = visible(name)
      if (!field || (value === null && event.changeType !== 'UPDATE')) continue
      const diff = event.diffs[name]
      const shown = diff === undefined ? present(field, value) : { diff }
      const part = partOf(field)
      if (part === null) payload[name] = shown
      else payload[part.compound] = { ...(payload[part.compound] as Record<string, Json>), [part.name]: shown }
    }
    const changedFields = event.changedFields.flatMap((name) => {
      const field = visible(name)
      if (!field) return []
      const part = partOf(field)
      return part === null ? [name] : [`${part.compound}.${part.name}`]
    })
    payload['ChangeEventHeader'] = {
      commitNumber: event.commitNumber,
      commitUser: event.commitUser,
      sequenceNumber: event.sequenceNumber,
      entityName: event.entity,
      changeType: event.changeType,
      changedFields,
      changeOrigin: event.changeOrigin,
      transactionKey: event.transactionKey,
      commitTimestamp: event.commitTimestamp,
      recordIds: event.recordIds,
    }
    const schema = this.#schemaId(event.entity, captured)
    return { data: { schema, payload, event: { replayId: event.replayId } }, channel }
  }

  /** Names a version of the event's schema: another one when fields come or go. */
  #schemaId(entity: string, captured: ReadonlySet<string>): string {
    const known = this.#schemas.get(entity)
    if (known?.captured === captured) return known.id
    const id = createHash('md5')
      .update(`${entity}\n${[...captured].join('\n')}`)
      .digest('base64url')
    this.#schemas.set(entity, { captured, id })
    return id
  }
}

/**
 * Where a part of a compound field stands: MailingCity is City of MailingAddress, LastName is LastName of Name.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_subscribe_compound_fields.htm
 */
function partOf(field: FieldDef): { readonly compound: string; readonly name: string } | null {
  const compound = field.compoundFieldName
  if (compound === null) return null
  const prefix = compound.replace(/Address$/, '')
  const own = compound === 'Name' || !field.name.startsWith(prefix)
  return { compound, name: own ? field.name : field.name.slice(prefix.length) }
}

/** Events say Z where REST says +0000. */
function present(field: FieldDef, value: Value): Value {
  return field.type === 'datetime' && typeof value === 'string' ? value.replace('+0000', 'Z') : value
}
