// The workspace in force: its mappings, rulesets, tables and findings. May import ./request.ts and types of http.
import type { WorkspaceAnswer } from '../../runtime/http/answers.ts';
import { requestJson } from './request.ts';

export type WorkspaceSummary = WorkspaceAnswer;
export type MappingSummary = WorkspaceAnswer['mappings'][number];
export type RulesetSummary = WorkspaceAnswer['rulesets'][number];
export type TableSummary = WorkspaceAnswer['tables'][number];
export type WorkspaceFinding = WorkspaceAnswer['findings'][number];

export const workspaceQuery = {
  queryKey: ['workspace'],
  queryFn: ({ signal }: { signal: AbortSignal }) => requestJson<WorkspaceSummary>('/v1/workspace', { signal }),
} as const;
