/** The only door to the core: what gateway and host may use of it. */
export type { Artifact, EmbeddingFiles } from './artifacts/load-artifact.ts';
export { assembleEmbedding, EMBEDDING_PATHS, loadArtifact } from './artifacts/load-artifact.ts';
export type { Manifest } from './artifacts/manifest.ts';
export type { CatalogModel, ModelCatalog } from './catalog/model-catalog.ts';
export { costUsd, type TokenPrice } from './catalog/price.ts';
export { type ErrorContext, HeimdallError } from './errors.ts';
export { EMBEDDING_DIM, type Embedder, type Embedding } from './features/embedding/embedder.ts';
export { hashedEmbedder } from './features/embedding/hashed-embedder.ts';
export { createFeatureExtractor, type FeatureExtractor } from './features/extract-features.ts';
export type { FeatureDescription } from './features/feature-schema.ts';
export type { ArtifactReader, Clock, IdSource, Logger, Sha256 } from './ports.ts';
