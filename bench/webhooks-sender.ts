import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

export interface Load {
  readonly events: number
  readonly perRequest: number
  /** Requests are begun no faster than this many events a second. */
  readonly perSecond: number
  readonly concurrent: number
}

export interface Sent {
  /** Events that were answered with 2xx, and those that were not. */
  readonly accepted: number
  readonly refused: number
  readonly ms: number
  readonly p50Ms: number
  readonly p95Ms: number
}

interface Task {
  readonly url: string
  readonly publicUrl: string
  readonly secret: string
  readonly portalId: string
  readonly load: Load
  readonly firstId: number
}

const PATH = '/webhooks/hubspot'

/** Plays HubSpot: signed deliveries, a bounded number at a time. */
async function run({ url, publicUrl, secret, portalId, load, firstId }: Task): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrent })
  const spans: number[] = []
  let accepted = 0
  let next = 0
  const startedAt = performance.now()
  const worker = async (): Promise<void> => {
    while (next < load.events) {
      const from = next
      next += load.perRequest
      const dueInMs = startedAt + (from / load.perSecond) * 1000 - performance.now()
      if (dueInMs > 1) await delay(dueInMs)
      const body = bodyOf(portalId, firstId + from, Math.min(load.perRequest, load.events - from))
      const began = performance.now()
      const status = await post(agent, url, body, headersOf(publicUrl, secret, body))
      spans.push(performance.now() - began)
      if (status >= 200 && status < 300) accepted += Math.min(load.perRequest, load.events - from)
    }
  }
  await Promise.all(Array.from({ length: load.concurrent }, worker))
  const ms = performance.now() - startedAt
  agent.destroy()
  spans.sort((a, b) => a - b)
  const at = (share: number): number => Math.round((spans[Math.floor(share * (spans.length - 1))] ?? 0) * 10) / 10
  return { accepted, refused: load.events - accepted, ms, p50Ms: at(0.5), p95Ms: at(0.95) }
}

function bodyOf(portalId: string, firstId: number, count: number): string {
  const occurredAt = Date.now()
  const events = Array.from({ length: count }, (_, at) => ({
    eventId: firstId + at,
    subscriptionId: 4_578_255,
    portalId: Number(portalId),
    appId: 19_635_961,
    occurredAt,
    subscriptionType: 'contact.propertyChange',
    attemptNumber: 0,
    objectId: firstId + at,
    propertyName: 'lifecyclestage',
    propertyValue: 'marketingqualifiedlead',
    changeSource: 'CRM_UI',
    sourceId: 'userId:52530071',
  }))
  return JSON.stringify(events)
}

function headersOf(publicUrl: string, secret: string, body: string): Record<string, string> {
  const timestamp = String(Date.now())
  const signature = createHmac('sha256', secret).update(`POST${publicUrl}${PATH}${body}${timestamp}`).digest('base64')
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-hubspot-request-timestamp': timestamp,
    'x-hubspot-signature-v3': signature,
  }
}

function post(agent: Agent, url: string, body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}${PATH}`, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    })
    call.once('error', reject)
    call.end(body)
  })
}

// A port of a thread has no origin to name.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(await run(workerData as Task))
