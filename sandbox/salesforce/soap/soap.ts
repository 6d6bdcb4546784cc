import { ApiError } from '../errors.ts'
import type { Org } from '../org.ts'
import type { ApiRequest, ApiResponse } from '../rest/api.ts'
import { NEWEST_VERSION, OLDEST_VERSION } from '../rest/versions.ts'
import type { SoapCall, SoapOperation } from './call.ts'
import type { Dialect } from './envelope.ts'
import { at, clientFault, METADATA, PARTNER, readEnvelope, soapAnswer, soapFault, text } from './envelope.ts'
import { metadataOperations } from './metadata.ts'
import { partnerOperations } from './partner.ts'

interface Service {
  readonly dialect: Dialect
  readonly operations: Readonly<Record<string, SoapOperation>>
}

/** By the letter in the path: `u` is the partner API, `m` the Metadata API. */
const SERVICES: Readonly<Record<string, Service>> = {
  u: { dialect: PARTNER, operations: partnerOperations },
  m: { dialect: METADATA, operations: metadataOperations },
}

const ILLEGAL_SESSION = 'Invalid Session ID found in SessionHeader: Illegal Session'

/**
 * The SOAP APIs, as far as clients need them for what REST has no call for: converting and merging, the recycle bin,
 * defining custom objects and fields.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_quickstart_intro.htm
 */
export function soap(org: Org, request: ApiRequest): ApiResponse {
  const [, letter = '', version = ''] = /^\/services\/Soap\/([a-z])\/(\d+)(?:\.\d+)?(?:\/|$)/i.exec(request.path) ?? []
  const service = SERVICES[letter.toLowerCase()]
  const dialect = service?.dialect ?? PARTNER
  if (!service || Number(version) < OLDEST_VERSION || Number(version) > NEWEST_VERSION) {
    // Retired versions too: https://help.salesforce.com/s/articleView?id=005321531
    return soapFault(dialect, 'UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL')
  }
  const asked = readEnvelope(request.body)
  if (!asked) return clientFault(dialect, 'Content is not allowed in prolog.')
  const { header, operation, message } = asked
  if (operation === 'login') return login(dialect, Number(version))
  const token = text(at(header, 'SessionHeader', 'sessionId'))
  // Tokens in the form of a JWT are known here from v68.0 on: https://github.com/jsforce/jsforce/blob/main/src/soap.ts
  const isKnown = token !== null && (Number(version) >= 68 || !token.startsWith('eyJ'))
  const session = isKnown ? org.sessions.get(token) : undefined
  const isActive = session !== undefined && org.table('User').get(session.userId)?.['IsActive'] === true
  if (token === null || !isActive) return soapFault(dialect, 'INVALID_SESSION_ID', ILLEGAL_SESSION)
  const refusal = org.usage.refusalOf()
  if (refusal !== null) return soapFault(dialect, 'REQUEST_LIMIT_EXCEEDED', refusal)
  const run = service.operations[operation]
  if (!run) {
    const name = `{${dialect.namespace}}${operation}`
    return clientFault(dialect, `No operation available for request ${name}, please check the WSDL for the service.`)
  }
  const call: SoapCall = { org, userId: session.userId, token, version: `${version}.0`, request, header, message }
  try {
    return soapAnswer(dialect, org.usage, operation, run(call))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return soapFault(dialect, error.errorCode, error.message)
  }
}

/**
 * There are no passwords here. From v65.0 on there is no login() at all.
 * https://help.salesforce.com/s/articleView?id=005132110
 */
function login(dialect: Dialect, version: number): ApiResponse {
  if (version >= 65) {
    return soapFault(dialect, 'INVALID_OPERATION', 'SOAP API login() is not available in this API version.')
  }
  return soapFault(dialect, 'INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.')
}
