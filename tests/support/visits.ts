import type { RunningSandbox } from '#sandbox/index.ts'

interface Version {
  readonly value: string
  readonly at: number
  readonly source: { readonly type: string; readonly id: string }
}
interface Kept {
  readonly createdAt: number
  updatedAt: number
  readonly values: Record<string, string>
  readonly history: Record<string, Version[]>
}
interface PortalFile {
  readonly objects: Readonly<Record<string, { readonly records: readonly Kept[] }>>
}

const source = { type: 'ANALYTICS', id: '' }

/** What HubSpot's own tracking would write to a contact now: properties that nobody can write through the API. */
export function track(box: RunningSandbox, email: string, values: Readonly<Record<string, string>>): void {
  const { sandbox } = box.hubspot
  const file = sandbox.snapshot()
  const records = (file as unknown as PortalFile).objects['contacts']?.records ?? []
  const contact = records.find((record) => record.values['email'] === email)
  if (contact === undefined) throw new Error(`the portal has no contact ${email}`)
  const at = box.clock.now()
  for (const [property, value] of Object.entries(values)) {
    const before = contact.values[property]
    const first = before === undefined ? [] : [{ value: before, at: contact.createdAt, source }]
    contact.history[property] = [...(contact.history[property] ?? first), { value, at, source }]
    contact.values[property] = value
  }
  contact.updatedAt = at
  sandbox.restore(file)
}

/** A visit that begins now. */
export function visit(box: RunningSandbox, email: string, channel: string, campaign: string, detail = ''): void {
  track(box, email, {
    hs_latest_source: channel,
    hs_latest_source_timestamp: new Date(box.clock.now()).toISOString(),
    hs_analytics_last_touch_converting_campaign: campaign,
    ...(detail === '' ? {} : { hs_latest_source_data_1: detail }),
  })
}

/** A form that is filled in now. */
export function fillIn(box: RunningSandbox, email: string, form: string): void {
  track(box, email, {
    recent_conversion_date: new Date(box.clock.now()).toISOString(),
    recent_conversion_event_name: form,
  })
}
