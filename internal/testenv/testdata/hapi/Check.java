import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.client.interceptor.AdditionalRequestHeadersInterceptor;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.concurrent.Callable;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;

/**
 * Asks a server for everything that it has, with HAPI FHIR's client, and has HAPI's
 * validator look at each resource that comes. Arguments: the base address, a token, an
 * organisation and a system of local identifiers, of which it holds the value.
 */
public class Check {
  static final FhirContext r4 = FhirContext.forR4();
  static FhirValidator validator;
  static int failed = 0;

  public static void main(String[] arguments) throws Exception {
    String system = arguments[3], value = arguments[4];
    r4.setParserErrorHandler(new StrictErrorHandler()); // an element that is not FHIR's is an error
    validator = r4.newValidator();
    validator.registerValidatorModule(new FhirInstanceValidator(new ValidationSupportChain(
        new DefaultProfileValidationSupport(r4), new CommonCodeSystemsTerminologyService(r4), new InMemoryTerminologyServerValidationSupport(r4))));
    r4.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
    IGenericClient client = r4.newRestfulGenericClient(arguments[0]);
    client.registerInterceptor(new BearerTokenAuthInterceptor(arguments[1]));
    AdditionalRequestHeadersInterceptor headers = new AdditionalRequestHeadersInterceptor();
    headers.addHeaderValue("NHSD-End-User-Organisation-ODS", arguments[2]);
    client.registerInterceptor(headers);

    check("metadata", () -> client.capabilities().ofType(CapabilityStatement.class).execute());
    Bundle found = (Bundle) check("search", () -> client.search().forResource(Patient.class)
        .where(Patient.FAMILY.matches().value("Hollis")).and(Patient.BIRTHDATE.exactly().day("1962-03-14")).returnBundle(Bundle.class).execute());
    String id = found.getEntryFirstRep().getResource().getIdElement().getIdPart();
    Patient patient = (Patient) check("read", () -> client.read().resource(Patient.class).withId(id).execute());
    check("history", () -> client.history().onInstance("Patient/" + id).returnBundle(Bundle.class).execute());
    Parameters asked = new Parameters();
    asked.addParameter().setName("resource").setResource(patient);
    asked.addParameter().setName("count").setValue(new IntegerType(3));
    check("$match", () -> client.operation().onType(Patient.class).named("$match").withParameters(asked).returnResourceType(Bundle.class).execute());
    Parameters source = new Parameters();
    source.addParameter().setName("sourceIdentifier").setValue(new StringType(system + "|" + value));
    check("$ihe-pix", () -> client.operation().onType(Patient.class).named("$ihe-pix").withParameters(source).useHttpGet().execute());
    check("$locate", () -> client.operation().onInstance("Patient/" + id).named("$locate").withNoParameters(Parameters.class).useHttpGet().execute());
    Patient own = new Patient();
    own.addIdentifier().setSystem(system).setValue("HAPI-1");
    own.addName().setFamily("Client").addGiven("Java");
    own.setBirthDateElement(new org.hl7.fhir.r4.model.DateType("1970-01-31"));
    check("update", () -> {
      MethodOutcome outcome = client.update().resource(own).conditional().where(Patient.IDENTIFIER.exactly().systemAndIdentifier(system, "HAPI-1")).execute();
      return outcome.getOperationOutcome();
    });
    check("audit", () -> client.search().forResource(AuditEvent.class).count(100).returnBundle(Bundle.class).execute());
    refused("nobody", 404, () -> client.read().resource(Patient.class).withId("00000000-0000-4000-8000-000000000000").execute());
    refused("too little", 400, () -> client.search().forResource(Patient.class).where(Patient.GENDER.exactly().code("female")).returnBundle(Bundle.class).execute());
    refused("a system that is not known", 400, () -> {
      Parameters nobodys = new Parameters();
      nobodys.addParameter().setName("sourceIdentifier").setValue(new StringType("https://nobody.example|1"));
      return client.operation().onType(Patient.class).named("$ihe-pix").withParameters(nobodys).useHttpGet().execute();
    });
    System.exit(failed == 0 ? 0 : 1);
  }

  /** Makes a call and looks at what comes. */
  static IBaseResource check(String name, Callable<? extends IBaseResource> call) throws Exception {
    IBaseResource resource = call.call();
    look(name, resource);
    return resource;
  }

  /** Makes a call that is to be refused, with an OperationOutcome. */
  static void refused(String name, int status, Callable<? extends IBaseResource> call) throws Exception {
    try {
      call.call();
      say(name, "was not refused");
    } catch (BaseServerResponseException refusal) {
      if (refusal.getStatusCode() != status) {
        say(name, "was refused with " + refusal.getStatusCode() + ": " + refusal.getMessage());
      }
      if (refusal.getOperationOutcome() == null) {
        say(name, "has no OperationOutcome");
      } else {
        look(name, refusal.getOperationOutcome());
      }
    }
  }

  static void look(String name, IBaseResource resource) {
    if (resource == null) {
      say(name, "gave nothing");
      return;
    }
    int before = failed;
    for (SingleValidationMessage m : validator.validateWithResult(resource).getMessages()) {
      if (m.getSeverity() == ResultSeverityEnum.ERROR || m.getSeverity() == ResultSeverityEnum.FATAL) {
        say(name, m.getLocationString() + ": " + m.getMessage());
      }
    }
    if (failed == before) {
      System.out.println("valid " + name);
    }
  }

  static void say(String name, String what) {
    failed++;
    System.out.println("FAILED " + name + ": " + what);
  }
}
