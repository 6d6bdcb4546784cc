import type { Connection } from 'jsforce'
import { expect } from 'vitest'

export const GUIDE = 'https://developer.salesforce.com/docs/platform/api-asynch/guide'
export const DATA = '/services/data/v68.0'

type JobOptions = Parameters<Connection['bulk2']['createJob']>[0]
type Row = Record<string, string>
type IngestJob = ReturnType<Connection['bulk2']['createJob']>

export const lead = (name: string) => ({ LastName: name, Company: 'Acme' })

async function results(job: IngestJob) {
  const all = await job.getAllResults()
  return {
    successful: all.successfulResults as unknown as Row[],
    failed: all.failedResults as unknown as Row[],
    unprocessed: all.unprocessedRecords as unknown as Row[],
  }
}

/** Bulk loads through the official client of the test that runs. */
export function bulkLoads(conn: () => Connection) {
  /** A whole load: job, upload, close, poll, results. */
  const load = async (options: JobOptions, csv: string) => {
    const job = conn().bulk2.createJob(options)
    await job.open()
    await job.uploadData(csv)
    await job.close()
    await job.poll(2, 10_000)
    return { job, info: job.getInfo(), results: await results(job) }
  }
  return {
    load,
    results,
    /** Another handle of a job that there is. */
    handle: (id: string): IngestJob => conn().bulk2.job('ingest', { id }) as unknown as IngestJob,
    /** A load that is expected to end as Failed; gives the job as GET shows it. */
    failedLoad: async (options: JobOptions, csv: string): Promise<Record<string, unknown>> => {
      await expect(load(options, csv)).rejects.toThrow('Ingest job failed to complete due to')
      const { records } = await conn().request<{ records: { id: string }[] }>(`${DATA}/jobs/ingest`)
      return conn().request(`${DATA}/jobs/ingest/${records.at(-1)?.id}`)
    },
  }
}
