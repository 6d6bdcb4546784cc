import type { Org } from '../org.ts'
import type { AssignmentChoice, WriteContext } from '../records/context.ts'
import { writeContext } from '../records/write.ts'
import type { ApiRequest } from '../rest/api.ts'
import { ApiError } from '../errors.ts'
import { at, errorsXml, isTrue, text } from './envelope.ts'

/** A SOAP request with a session. */
export interface SoapCall {
  readonly org: Org
  readonly userId: string
  readonly token: string
  readonly version: string
  readonly request: ApiRequest
  readonly header: unknown
  readonly message: unknown
}

/** Gives the `result` elements of the answer; an ApiError thrown here becomes a fault. */
export type SoapOperation = (call: SoapCall) => string

/**
 * Who writes, and what the headers ask for. Other than REST, SOAP runs assignment rules only when a header says so.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_assignmentruleheader.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_duplicateruleheader.htm
 */
export function writeContextOf(call: SoapCall): WriteContext {
  const asked = at(call.header, 'DuplicateRuleHeader')
  return writeContext(call.org, call.userId, {
    apiVersion: call.version,
    assignment: assignmentOf(call),
    duplicates: {
      alerts: isTrue(at(asked, 'allowSave')) ? 'acknowledged' : 'refuse',
      records: isTrue(at(asked, 'includeRecordDetails')) ? 'all-fields' : 'id-only',
      runAs: isTrue(at(asked, 'runAsCurrentUser')) ? 'current-user' : 'system',
    },
  })
}

function assignmentOf(call: SoapCall): AssignmentChoice {
  const asked = at(call.header, 'AssignmentRuleHeader')
  const ruleId = text(at(asked, 'assignmentRuleId'))
  if (ruleId !== null) return { kind: 'rule', ruleId, runs: 'on-every-write' }
  return { kind: isTrue(at(asked, 'useDefaultRule')) ? 'active-rule' : 'none' }
}

class RolledBack extends Error {}

/**
 * One result per item, in order. With the AllOrNone header one refusal takes everything back.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_allornoneheader.htm
 *
 * @param refused what stands in a refused item's result besides its errors and `success`, by name order of the WSDL.
 */
export function eachItem<T>(
  call: SoapCall,
  items: readonly T[],
  run: (item: T) => string,
  refused: (item: T, errors: string) => string,
): string {
  const allOrNone = isTrue(at(call.header, 'AllOrNoneHeader', 'allOrNone'))
  const results: { readonly item: T; readonly xml: string; readonly success: boolean }[] = []
  try {
    call.org.transaction(() => {
      for (const item of items) results.push(attempt(item))
      if (allOrNone && results.some((result) => !result.success)) throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    return results.map((result) => (result.success ? refused(result.item, ROLLED_BACK) : result.xml)).join('')
  }
  return results.map((result) => result.xml).join('')

  function attempt(item: T) {
    try {
      return { item, xml: call.org.transaction(() => run(item)), success: true }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { item, xml: refused(item, errorsXml(asItemError(error))), success: false }
    }
  }
}

const ROLLED_BACK = errorsXml(
  new ApiError(400, [
    {
      errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
    },
  ]),
)

/** What REST answers as 404 is a bad reference in a result. */
function asItemError(error: ApiError): ApiError {
  if (error.errorCode !== 'NOT_FOUND') return error
  return new ApiError(400, [{ errorCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id' }])
}
