import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Runs a pipeline of {@code pipelines.ts} on a job server by Beam's Java SDK, with the worker in this process, and prints
 * what the job has cost it.
 *
 * <p>{@code java JavaWorker NAME HOST:PORT ELEMENTS}
 */
public final class JavaWorker {
  private static final int CHUNK = 10_000;
  private static final long KEYS = 10_000;
  private static final int WORDS_PER_LINE = 10;
  private static final int VOCABULARY = 10_007;
  private static final Pattern WORD = Pattern.compile("\\w+");

  /** What has arrived at the end of the pipeline: the worker is in the process that has submitted it. */
  private static final LongAdder tally = new LongAdder();

  private static final List<String> LINES = lines();

  private JavaWorker() {}

  /** Options of the engine's own. */
  public interface EngineOptions extends PipelineOptions {
    Integer getParallelism();

    void setParallelism(Integer parallelism);
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < VOCABULARY; line++) {
      List<String> words = new ArrayList<>();
      for (int place = 0; place < WORDS_PER_LINE; place++) {
        long scattered = ((long) WORDS_PER_LINE * line + place) * 7919 % VOCABULARY;
        words.add("word" + scattered * scattered / VOCABULARY);
      }
      lines.add(String.join(" ", words));
    }
    return lines;
  }

  static final class EmitNumbers extends DoFn<Long, Long> {
    @ProcessElement
    public void process(@Element Long seed, OutputReceiver<Long> out) {
      for (long i = seed * CHUNK; i < (seed + 1) * CHUNK; i++) out.output(i);
    }
  }

  static final class EmitLines extends DoFn<Long, String> {
    @ProcessElement
    public void process(@Element Long seed, OutputReceiver<String> out) {
      long lines = CHUNK / WORDS_PER_LINE;
      for (long line = seed * lines; line < (seed + 1) * lines; line++) {
        out.output(LINES.get((int) (line % VOCABULARY)));
      }
    }
  }

  static final class FindWords extends DoFn<String, String> {
    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) {
      Matcher matcher = WORD.matcher(line);
      while (matcher.find()) out.output(matcher.group());
    }
  }

  static final class EmitPairs extends DoFn<Long, KV<String, Long>> {
    @ProcessElement
    public void process(@Element Long seed, OutputReceiver<KV<String, Long>> out) {
      for (long i = seed * CHUNK; i < (seed + 1) * CHUNK; i++) {
        out.output(KV.of("customer-" + i * 7919 % KEYS, 1L));
      }
    }
  }

  static final class Identity extends DoFn<Long, Long> {
    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out) {
      out.output(element);
    }
  }

  static final class CountElements extends DoFn<Long, Void> {
    @ProcessElement
    public void process(@Element Long element) {
      tally.increment();
    }
  }

  static final class AddCount extends DoFn<KV<String, Long>, Void> {
    @ProcessElement
    public void process(@Element KV<String, Long> pair) {
      tally.add(pair.getValue());
    }
  }

  static final class AddGroup extends DoFn<KV<String, Iterable<Long>>, Void> {
    @ProcessElement
    public void process(@Element KV<String, Iterable<Long>> pair) {
      for (Long value : pair.getValue()) tally.add(value);
    }
  }

  private static void build(String name, PCollection<Long> seeds) {
    switch (name) {
      case "identity":
        PCollection<Long> numbers = seeds.apply(ParDo.of(new EmitNumbers())).apply(Reshuffle.viaRandomKey());
        for (int step = 0; step < 4; step++) {
          numbers = numbers.apply("Identity" + step, ParDo.of(new Identity()));
        }
        numbers.apply(ParDo.of(new CountElements()));
        return;
      case "word-count":
        seeds
            .apply(ParDo.of(new EmitLines()))
            .apply(ParDo.of(new FindWords()))
            .apply(Count.perElement())
            .apply(ParDo.of(new AddCount()));
        return;
      case "group-by-key":
        seeds
            .apply(ParDo.of(new EmitPairs()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
            .apply(GroupByKey.create())
            .apply(ParDo.of(new AddGroup()));
        return;
      default:
        throw new IllegalArgumentException("There is no pipeline " + name + ".");
    }
  }

  public static void main(String[] args) {
    String name = args[0];
    int elements = Integer.parseInt(args[2]);
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long wall = System.nanoTime();
    String[] options = {
      "--runner=PortableRunner",
      "--jobEndpoint=" + args[1],
      "--defaultEnvironmentType=LOOPBACK",
      "--parallelism=1",
      // The worker has its classes: nothing has to travel.
      "--filesToStage=" + args[3],
    };
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(options).as(EngineOptions.class));
    List<Long> seeds = new ArrayList<>();
    for (long seed = 0; seed < elements / CHUNK; seed++) seeds.add(seed);
    build(name, pipeline.apply(Create.of(seeds)));
    pipeline.run().waitUntilFinish();
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    double wallSeconds = (System.nanoTime() - wall) / 1e9;
    if (tally.sum() != elements) {
      throw new IllegalStateException(tally.sum() + " elements of " + elements + " have arrived.");
    }
    System.out.printf("{\"elements\":%d,\"cpu\":%f,\"wall\":%f}%n", elements, cpuSeconds, wallSeconds);
    System.exit(0);
  }
}
