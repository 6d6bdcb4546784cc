import nock from 'nock'
import { afterAll, afterEach, beforeAll } from 'vitest'

/** For a test file that answers by nock: nothing else is reachable meanwhile, and the next file finds the network as it was. */
export function withoutNetwork(): void {
  beforeAll(() => {
    // Files share their modules: an earlier one may have switched nock off.
    if (!nock.isActive()) nock.activate()
    nock.disableNetConnect()
  })
  afterEach(() => nock.cleanAll())
  afterAll(() => {
    nock.enableNetConnect()
    nock.restore()
  })
}
