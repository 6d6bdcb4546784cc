import { Connection } from 'jsforce'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { sendEnvelope } from './soap-envelope.ts'

const RETIREMENT = 'https://help.salesforce.com/s/articleView?id=005321531'
const retired = (says: string) => ({ evidence: 'documented', at: RETIREMENT, says }) as const

let org: Started
beforeAll(async () => {
  org = await startSandbox()
})
afterAll(() => org.stop())

const connection = (version: string) =>
  new Connection({ instanceUrl: org.url, accessToken: org.conn.accessToken ?? '', version })

rule(
  'versions 31.0 to 68.0 are listed, without a session, three releases a year',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-versions.html',
    says: 'GET /services/data needs no authentication and lists label, url and version',
  },
  async () => {
    const listed = (await (await fetch(`${org.url}/services/data`)).json()) as Record<string, string>[]
    expect(listed).toHaveLength(38)
    expect(listed[0]).toEqual({ label: "Summer '14", url: '/services/data/v31.0', version: '31.0' })
    const labels = new Map(listed.map((entry) => [entry['version'], entry['label']]))
    expect([...labels].slice(-5)).toEqual([
      ['64.0', "Summer '25"],
      ['65.0', "Winter '26"],
      ['66.0', "Spring '26"],
      ['67.0', "Summer '26"],
      ['68.0', "Winter '27"],
    ])
  },
)

rule(
  'the list of versions is not counted as a call',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html',
    says: 'Sforce-Limit-Info is on every answer except the versions URI',
  },
  async () => {
    const answer = await fetch(`${org.url}/services/data`)
    expect(answer.headers.get('sforce-limit-info')).toBeNull()
    const before = (await org.conn.limits())['DailyApiRequests']?.Remaining
    await fetch(`${org.url}/services/data`)
    expect((await org.conn.limits())['DailyApiRequests']?.Remaining).toBe(Number(before) - 1)
  },
)

rule(
  'a retired version answers 410 in REST',
  retired('versions 21.0 to 30.0 are retired: REST API 410 GONE'),
  async () => {
    const answer = await org.request('GET', '/services/data/v30.0/sobjects')
    expect(answer.status).toBe(410)
    expect(answer.body).toMatchObject([{ errorCode: 'UNSUPPORTED_API_VERSION' }])
    await expect(connection('29.0').describeGlobal()).rejects.toMatchObject({ errorCode: 'UNSUPPORTED_API_VERSION' })
  },
)

rule(
  'a retired version answers a fault with 500 in SOAP',
  retired('SOAP API: 500 UNSUPPORTED_API_VERSION'),
  async () => {
    await expect(connection('30.0').soap.getServerTimestamp()).rejects.toMatchObject({
      errorCode: 'sf:UNSUPPORTED_API_VERSION',
      message: 'UNSUPPORTED_API_VERSION: Invalid Api version specified on URL',
    })
    expect((await sendEnvelope(org.conn, '<getServerTimestamp/>', { version: '30.0' })).status).toBe(500)
    expect((await sendEnvelope(org.conn, '<describeMetadata/>', { version: '30.0', service: 'm' })).status).toBe(500)
  },
)

rule('a version that does not exist yet is not found', retired('supported: 31.0 to 68.0'), async () => {
  expect((await org.request('GET', '/services/data/v69.0/sobjects')).status).toBe(404)
})

rule(
  'the oldest supported version still answers',
  retired('31.0 to 40.0 are deprecated in Summer ’27 and retired in Summer ’28'),
  async () => {
    const { sobjects } = await connection('31.0').describeGlobal()
    const lead = sobjects.find((entry) => entry.name === 'Lead')
    expect(lead?.urls['describe']).toBe('/services/data/v31.0/sobjects/Lead/describe')
  },
)

rule(
  'the resources of a version lead to the identity of who asks',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/connection.ts',
    says: 'identity() reads the URL from GET /services/data/vXX.0',
  },
  async () => {
    const { user_id, organization_id, username } = await org.conn.identity()
    expect(username).toBe('integration@tandem.example')
    expect(await org.conn.request('/services/data/v68.0')).toMatchObject({
      sobjects: '/services/data/v68.0/sobjects',
      query: '/services/data/v68.0/query',
      tooling: '/services/data/v68.0/tooling',
      identity: `${org.url}/id/${organization_id}/${user_id}`,
    })
  },
)

rule(
  'SOAP refuses a session that is not one with 500 and a fault',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/soap.ts',
    says: 'the client takes a session as expired when the body has <faultcode>…:INVALID_SESSION_ID</faultcode> and the status is 500',
  },
  async () => {
    const answer = await sendEnvelope(org.conn, '<getUserInfo/>', { token: '00D000000000000!nope' })
    expect(answer).toMatchObject({ status: 500, contentType: 'text/xml;charset=UTF-8' })
    expect(answer.text).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>')
    expect(answer.text).toContain(
      '<faultstring>INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session</faultstring>',
    )
    const metadata = await sendEnvelope(org.conn, '<describeMetadata/>', { service: 'm', token: 'x' })
    expect(metadata.text).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>')
  },
)

rule(
  'SOAP refuses what is no envelope and calls that do not exist as the client’s fault',
  {
    evidence: 'reported',
    at: 'https://salesforce.stackexchange.com/questions/tagged/soap-api',
    says: 'faultcode soapenv:Client, "Content is not allowed in prolog." and "No operation available for request {urn:partner.soap.sforce.com}x, please check the WSDL for the service."',
  },
  async () => {
    const unreadable = await fetch(`${org.url}/services/Soap/u/68.0`, { method: 'POST', body: 'no xml' })
    expect(unreadable.status).toBe(500)
    expect(await unreadable.text()).toContain('<faultcode>soapenv:Client</faultcode>')
    const unknown = await sendEnvelope(org.conn, '<mergeAll/>')
    expect(unknown.status).toBe(500)
    expect(unknown.text).toContain(
      'No operation available for request {urn:partner.soap.sforce.com}mergeAll, please check the WSDL for the service.',
    )
  },
)

rule(
  'there is no login() from 65.0 on, and no password before',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=005132110',
    says: 'SOAP API login() is not available in version 65.0 and later and is retired in Summer ’27',
  },
  async () => {
    const login = (version: string) =>
      new Connection({ loginUrl: org.url, version }).loginBySoap('admin@tandem.example', 'x')
    await expect(login('65.0')).rejects.toThrow(/login\(\)/)
    await expect(login('64.0')).rejects.toThrow(
      'INVALID_LOGIN: Invalid username, password, security token; or user locked out.',
    )
  },
)

rule(
  'getUserInfo tells who asks, where, and the currency',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getuserinfo_getuserinforesult.htm',
    says: 'orgDefaultCurrencyIsoCode is set and organizationMultiCurrency false in an org with one currency',
  },
  async () => {
    const info = await org.conn.soap.getUserInfo()
    const { user_id, organization_id } = await org.conn.identity()
    expect(info).toMatchObject({
      userId: user_id,
      organizationId: organization_id,
      userName: 'integration@tandem.example',
      organizationMultiCurrency: false,
      orgDefaultCurrencyIsoCode: 'USD',
      currencySymbol: '$',
      userTimeZone: 'UTC',
    })
    expect((await org.conn.soap.getServerTimestamp()).timestamp).toBe('2026-11-21T10:00:00.000Z')
  },
)

rule(
  'SOAP calls count like others, and are refused by a fault when the day is used up',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html',
    says: 'REST, SOAP and Bulk calls count together; LimitInfoHeader tells current and limit; REQUEST_LIMIT_EXCEEDED',
  },
  async () => {
    const before = await sendEnvelope(org.conn, '<getServerTimestamp/>')
    const used = Number(/<current>(\d+)<\/current><limit>105000<\/limit>/.exec(before.text)?.[1])
    org.sandbox.setDailyApiRequests(used)
    const { status, text } = await sendEnvelope(org.conn, '<getServerTimestamp/>')
    expect(status).toBe(500)
    expect(text).toContain('<faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode>')
    expect(text).toContain('TotalRequests Limit exceeded.')
    org.sandbox.setDailyApiRequests(105_000)
  },
)
