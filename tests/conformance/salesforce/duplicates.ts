import type { SaveResult } from 'jsforce'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { setUp } from './org-setup.ts'

/** The request says that the alert was seen. */
export const ACKNOWLEDGED = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' }

export const ada = (over: Record<string, unknown> = {}) => ({
  FirstName: 'Ada',
  LastName: 'Lovelace',
  Company: 'Analytical Engines Inc.',
  Email: 'ada@engines.test',
  ...over,
})

export const activate = (org: Started, name: string) => setUp(org, 'duplicate-rules', { name, active: true })

/** A rule of the administrator: one lead per e-mail address, with an alert. */
export const oneEmail = (org: Started, over: Record<string, unknown> = {}) =>
  setUp(org, 'duplicate-rules', { name: 'One_Email', object: 'Lead', match: { equation: [['Email']] }, ...over })

export const make = (
  org: Started,
  values: Record<string, unknown>,
  headers: Record<string, string> = {},
  object = 'Lead',
): Promise<SaveResult> => org.conn.sobject(object).create(values, { headers })

export const idOf = async (made: Promise<SaveResult>) => String((await made).id)
