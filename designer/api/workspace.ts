// The workspace in force: its mappings, rulesets, tables and findings. May import ./request.ts.
import { requestJson } from './request.ts';

export interface WorkspaceFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly at?: { readonly file?: string; readonly line?: number; readonly column?: number; readonly path?: string };
  readonly help?: string;
}

export interface MappingSummary {
  readonly name: string;
  readonly direction: 'inbound' | 'outbound';
  readonly title: string;
  readonly version: string;
  readonly owner: string;
  readonly from: {
    readonly system?: string;
    readonly class?: string;
    readonly format?: string;
    readonly document?: string;
    readonly gate?: string;
    readonly message?: string | readonly string[];
  };
  readonly to: { readonly document?: string | readonly string[]; readonly system?: string; readonly format?: string };
  readonly tables: readonly string[];
  readonly examples: readonly string[];
}

export interface RulesetSummary {
  readonly name: string;
  readonly title: string;
  readonly gate: string;
  readonly document: string;
  readonly scope?: string;
  readonly owner?: string;
  readonly version: string;
  readonly rules: readonly string[];
  readonly examples: readonly string[];
}

export interface TableSummary {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Hash of its content. */
  readonly version: string;
}

export interface WorkspaceSummary {
  readonly version: string;
  readonly mappings: readonly MappingSummary[];
  readonly rulesets: readonly RulesetSummary[];
  readonly tables: readonly TableSummary[];
  /** Document types that have a lifecycle. */
  readonly lifecycles: readonly string[];
  readonly findings: readonly WorkspaceFinding[];
}

export const workspaceQuery = {
  queryKey: ['workspace'],
  queryFn: ({ signal }: { signal: AbortSignal }) => requestJson<WorkspaceSummary>('/v1/workspace', { signal }),
} as const;
