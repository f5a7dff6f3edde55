import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Frame } from "./frame.tsx";
import { startLanguage } from "./language.ts";
import { queryClient } from "./service.ts";
import "./design/tokens.css";
import "./design/base.css";
import "./design/components.css";
import "./design/print.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");

await startLanguage();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Frame />
    </QueryClientProvider>
  </StrictMode>,
);
