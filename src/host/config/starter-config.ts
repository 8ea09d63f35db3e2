/**
 * A `heimdall.yaml` to begin with: nothing is set, and what is set most often stands there in comments.
 *
 * @param schema Path or URL of the JSON Schema, from which editors complete and check.
 */
export function starterConfig(schema: string): string {
  return `# yaml-language-server: $schema=${schema}
#
# Settings of Heimdall. What is absent has its default; docs/configuration.md has every key. The file is read again
# whenever it is saved, and \`heimdall config check\` says what is wrong in it. Keys of providers do not belong here: set
# OPENAI_API_KEY and the like in the environment, or use the console.

# How a model is chosen.
# router:
#   alpha: 0.8          # 1 = quality alone, 0 = cost alone

# Tunings of your own, and the apps that have them.
# profiles:
#   Night shift:
#     alpha: 0.3
# apps:
#   batch: Night shift

# A server of your own, beside the built-in providers.
# providers:
#   lab:
#     base_url: http://127.0.0.1:8080/v1
#     requires_key: false

# gateway:
#   port: 4141

# storage:
#   prompts: full       # hashed or off: what the log keeps of prompts
`;
}
