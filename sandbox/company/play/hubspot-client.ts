import { chunksOf } from './chunks.ts'
import { call, failed, isRecord, parseJson, recordsOf, textOf } from './http-call.ts'
import type { JsonRecord } from './http-call.ts'

/** Batches of the CRM API take 100 inputs: https://developers.hubspot.com/docs/api/crm/contacts */
const BATCH_SIZE = 100
const CONTACTS = '/crm/v3/objects/contacts/batch'

export interface HubSpotLogin {
  readonly url: string
  readonly token: string
}

interface StagedContact {
  readonly id: string
  readonly email: string
  /** '' when the contact has none. */
  readonly stage: string
}

/** What a marketer does in HubSpot. Every method throws SalesPlayerError. */
export interface HubSpotClient {
  /** Contacts that are not there are left out. */
  readStages(emails: readonly string[]): Promise<readonly StagedContact[]>
  setStage(ids: readonly string[], stage: string): Promise<void>
  /** New values of contacts, by their e-mail. The first that is refused, or not there, fails the call. */
  update(changes: readonly (readonly [email: string, properties: Readonly<Record<string, string>>])[]): Promise<void>
  calls(): number
}

export function connectHubSpot({ url, token }: HubSpotLogin): HubSpotClient {
  let calls = 0
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const post = async (path: string, body: unknown) => {
    calls += 1
    const request = { platform: 'HubSpot', method: 'POST', path, headers, body: JSON.stringify(body) } as const
    const answer = parseJson(await call({ ...request, baseUrl: url }))
    return { request, answer: isRecord(answer) ? answer : {} }
  }
  const change = async (inputs: readonly JsonRecord[]): Promise<void> => {
    for (const part of chunksOf(inputs, BATCH_SIZE)) {
      const { request, answer } = await post(`${CONTACTS}/update`, { inputs: part })
      const [error] = recordsOf(answer['errors'])
      if (error !== undefined) throw failed(request, textOf(error, 'message') ?? 'a contact was refused')
    }
  }
  return {
    async readStages(emails) {
      const found: StagedContact[] = []
      for (const part of chunksOf(emails, BATCH_SIZE)) {
        const inputs = part.map((id) => ({ id }))
        const body = { idProperty: 'email', properties: ['email', 'lifecyclestage'], inputs }
        const { answer } = await post(`${CONTACTS}/read`, body)
        for (const result of recordsOf(answer['results'])) {
          const properties = isRecord(result['properties']) ? result['properties'] : {}
          const [id, email] = [textOf(result, 'id'), textOf(properties, 'email')]
          if (id !== null && email !== null)
            found.push({ id, email, stage: textOf(properties, 'lifecyclestage') ?? '' })
        }
      }
      return found
    },
    setStage: (ids, stage) => change(ids.map((id) => ({ id, properties: { lifecyclestage: stage } }))),
    update: (changes) => change(changes.map(([id, properties]) => ({ id, idProperty: 'email', properties }))),
    calls: () => calls,
  }
}
