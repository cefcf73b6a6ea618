// The values that environment markers are evaluated against (PEP 508, "Environment Markers").

/** One value per marker variable; `extra` and the PEP 751 sets are given to the evaluation, not kept here. */
export interface MarkerEnvironment {
  readonly os_name: string;
  readonly sys_platform: string;
  readonly platform_machine: string;
  readonly platform_python_implementation: string;
  readonly platform_release: string;
  readonly platform_system: string;
  readonly platform_version: string;
  readonly python_version: string;
  readonly python_full_version: string;
  readonly implementation_name: string;
  readonly implementation_version: string;
}
