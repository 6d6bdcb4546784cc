import type { Client } from '@hubspot/api-client'
import type { Answered } from './official.ts'
import { apiRequest } from './official.ts'

/** One operation of an object in every version that is served: only the path differs. */
export const objectPaths = (type: string): readonly string[] => [
  `/crm/v3/objects/${type}`,
  `/crm/objects/2026-03/${type}`,
  `/crm/objects/2026-09/${type}`,
]

/** A POST in the newest version that every account has. */
export const post = (client: Client, path: string, body: unknown): Promise<Answered> =>
  apiRequest(client, { method: 'POST', path: `/crm/objects/2026-03/${path}`, body })
