import { apiError, dataError } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { AssignmentChoice, DuplicateOptions, WriteOptions } from './context.ts'

type Headers = Readonly<Record<string, string>>

/** What the headers of a REST request ask of the writes in it. Header names come in lower case. */
export function writeOptionsOf(headers: Headers, apiVersion: string): WriteOptions {
  return {
    apiVersion,
    assignment: assignmentOf(headers['sforce-auto-assign']),
    duplicates: duplicatesOf(headers['sforce-duplicate-rule-header'], Number(apiVersion)),
  }
}

/**
 * Assignment rules run on create and on update unless the header says FALSE; the id of a rule, active or not, makes that one
 * run on create. https://developer.salesforce.com/docs/platform/api-rest/guide/headers-autoassign.html
 */
function assignmentOf(header: string | undefined): AssignmentChoice {
  const value = (header ?? 'TRUE').trim()
  if (/^true$/i.test(value)) return { kind: 'active-rule' }
  if (/^false$/i.test(value)) return { kind: 'none' }
  const ruleId = toId18(value)
  if (ruleId === null) throw dataError('MALFORMED_ID', `malformed id ${value}`)
  return { kind: 'rule', ruleId, runs: 'on-create' }
}

/**
 * `allowSave=true; includeRecordDetails=true; runAsCurrentUser=true`, each false when absent; known from v52 on.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html
 */
function duplicatesOf(header: string | undefined, version: number): DuplicateOptions {
  const asked = new Map<string, string>()
  for (const part of version < 52 || header === undefined ? [] : header.split(/[;,]/)) {
    const [name = '', value = ''] = part.split('=')
    asked.set(name.trim().toLowerCase(), value.trim().toLowerCase())
  }
  const yes = (name: string): boolean => {
    const value = asked.get(name.toLowerCase()) ?? 'false'
    if (value === 'true' || value === 'false') return value === 'true'
    throw apiError(400, 'INVALID_INPUT', `${name} must be true or false`)
  }
  return {
    alerts: yes('allowSave') ? 'acknowledged' : 'refuse',
    records: yes('includeRecordDetails') ? 'all-fields' : 'id-only',
    runAs: yes('runAsCurrentUser') ? 'current-user' : 'system',
  }
}
