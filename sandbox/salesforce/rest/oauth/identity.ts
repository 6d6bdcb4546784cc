import type { Org } from '../../org.ts'
import { toId18 } from '../../ids.ts'
import { startOfDayIn } from '../../instants.ts'
import type { ApiRequest, ApiResponse } from '../api.ts'
import { NEWEST_VERSION } from '../versions.ts'
import { organizationOf } from './users.ts'

const plain = (status: number, body: string): ApiResponse => ({
  status,
  headers: { 'Content-Type': 'text/html;charset=UTF-8' },
  body,
})

/** The bearer of a request; by header, or by parameter where a client cannot set headers. */
export function tokenOf(request: ApiRequest): string | null {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
  const sent = ['oauth_token', 'access_token'].map((name) => request.query.get(name) ?? form.get(name))
  return bearer?.trim() ?? sent.find((token) => token !== null) ?? null
}

/**
 * Who a token is: `/id/ORG/USER` and `/services/oauth2/userinfo`. Refusals are words, not JSON.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm
 */
export function identity(org: Org, request: ApiRequest): ApiResponse {
  const token = tokenOf(request)
  if (token === null) return plain(403, 'Missing_OAuth_Token')
  const session = org.sessions.get(token)
  const user = session === undefined ? undefined : org.table('User').get(session.userId)
  if (session === undefined || user?.['IsActive'] !== true) return plain(403, 'Bad_OAuth_Token')
  if (request.path.startsWith('/services/')) return { status: 200, body: whoIs(org, request, session.userId) }
  const [organizationId = '', userId = ''] = request.path.split('/').slice(2)
  if (toId18(organizationId) !== organizationOf(org)) return plain(403, 'Wrong_Org')
  const asked = org.table('User').get(toId18(userId) ?? '')
  if (asked === undefined) return plain(404, 'Bad_Id')
  if (asked['IsActive'] !== true) return plain(404, 'Inactive')
  const shared = whoIs(org, request, String(asked['Id']))
  const { name, preferred_username, zoneinfo, ...rest } = shared
  return {
    status: 200,
    body: {
      id: `${request.baseUrl}/id/${organizationOf(org)}/${String(asked['Id'])}`,
      asserted_user: asked['Id'] === session.userId,
      ...rest,
      username: preferred_username,
      nick_name: asked['CommunityNickname'],
      display_name: name,
      email_verified: true,
      first_name: asked['FirstName'],
      last_name: asked['LastName'],
      timezone: zoneinfo,
      photos: photos(request),
      status: { created_date: null, body: null },
      is_app_installed: true,
      mobile_phone_verified: false,
    },
  }
}

function whoIs(org: Org, request: ApiRequest, userId: string): Record<string, unknown> {
  const user = org.table('User').get(userId) ?? {}
  const organizationId = organizationOf(org)
  return {
    sub: `${request.baseUrl}/id/${organizationId}/${userId}`,
    user_id: userId,
    organization_id: organizationId,
    preferred_username: user['Username'],
    nickname: user['CommunityNickname'],
    name: user['Name'],
    email: user['Email'],
    email_verified: true,
    given_name: user['FirstName'],
    family_name: user['LastName'],
    zoneinfo: user['TimeZoneSidKey'],
    photos: photos(request),
    profile: `${request.baseUrl}/${userId}`,
    picture: photos(request).picture,
    urls: urls(request, organizationId, userId),
    active: user['IsActive'],
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    utcOffset: standardOffset(String(user['TimeZoneSidKey']), org.now()),
    updated_at: String(user['SystemModstamp']).replace('+0000', 'Z'),
    is_app_installed: true,
    last_modified_date: user['SystemModstamp'],
  }
}

/** Milliseconds ahead of UTC, without summer time. */
function standardOffset(zone: string, now: number): number {
  const year = new Date(now).getUTCFullYear()
  const offsets = ['01', '07'].map((month) => {
    const day = `${year}-${month}-01`
    return Date.parse(`${day}T00:00:00Z`) - startOfDayIn(zone, day)
  })
  return Math.min(...offsets)
}

function photos(request: ApiRequest): { picture: string; thumbnail: string } {
  const base = `${request.baseUrl}/profilephoto/005`
  return { picture: `${base}/F`, thumbnail: `${base}/T` }
}

/** Addresses have `{version}` in them unless the request says which: a number or `latest`. */
function urls(request: ApiRequest, organizationId: string, userId: string): Record<string, string> {
  const { baseUrl } = request
  const asked = request.query.get('version')
  const version = asked === 'latest' ? `${NEWEST_VERSION}.0` : (asked ?? '{version}')
  const rest = `${baseUrl}/services/data/v${version}/`
  const soap = (kind: string) => `${baseUrl}/services/Soap/${kind}/${version}/${organizationId.slice(0, 15)}`
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${rest}tooling/`,
    profile: `${baseUrl}/${userId}`,
    feeds: `${rest}chatter/feeds`,
    custom_domain: baseUrl,
  }
}
