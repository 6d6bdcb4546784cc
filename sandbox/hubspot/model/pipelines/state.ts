/** One line of the audit log of a pipeline or of one of its stages. */
export interface PipelineAudit {
  readonly objectType: string
  readonly pipelineId: string
  /** Null when the line is about the pipeline itself. */
  readonly stageId: string | null
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly at: number
  /** The pipeline or stage as it was after the change, as JSON. */
  readonly rawObject: string
}
