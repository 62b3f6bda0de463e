// GitHub's own workflow parser: reads workflows as JSON texts, one a line, and answers each with the list of its errors.
import { createInterface } from "node:readline";
import { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from "@actions/workflow-parser";

for await (const line of createInterface({ input: process.stdin })) {
    const { context, value } = parseWorkflow({ name: "a.yml", content: JSON.parse(line) }, new NoOperationTraceWriter());
    if (value && context.errors.getErrors().length === 0) {
        await convertWorkflowTemplate(context, value);
    }
    console.log(JSON.stringify(context.errors.getErrors().map((error) => error.message)));
}
